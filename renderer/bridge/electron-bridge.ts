import { laneTag } from '../../electron/contract/channels.ts';
import { control } from '../../electron/contract/control.ts';
import type { Lane } from '../../electron/contract/lane.ts';
import { openedFile } from '../../electron/contract/vendor-file.ts';
import type { Bridge } from './bridge.ts';
import { unwrapAnswer } from './host-error.ts';

/** What the preload script exposes as `window.unstrand`. */
export interface PreloadApi {
  /** Asks main for a new port to the device host, which arrives as a window message. */
  openLane(): void;
  onFile(listener: (file: unknown) => void): void;
  askTicket(params: unknown): Promise<unknown>;
  openLink(params: unknown): Promise<unknown>;
  abilities(params: unknown): Promise<unknown>;
  printPdf(params: unknown): Promise<unknown>;
  checkUpdate(params: unknown): Promise<unknown>;
  installUpdate(params: unknown): Promise<unknown>;
}

const functions = {
  'ask-ticket': 'askTicket',
  'open-link': 'openLink',
  abilities: 'abilities',
  'print-pdf': 'printPdf',
  'check-update': 'checkUpdate',
  'install-update': 'installUpdate',
} as const;

/** The bridge of a window of the app. */
export function electronBridge(preload: PreloadApi): Bridge {
  return {
    openLane() {
      const { promise, resolve } = Promise.withResolvers<Lane>();
      const take = (event: MessageEvent) => {
        const [port] = event.ports;
        // Only the preload script of this very page can send a message from this window with this tag and a port.
        if (event.source !== window || event.data !== laneTag || port === undefined) return;
        window.removeEventListener('message', take);
        resolve(portLane(port));
      };
      window.addEventListener('message', take);
      preload.openLane();
      return promise;
    },
    onFile: (listener) => preload.onFile((file) => listener(openedFile.parse(file))),
    async control(name, params) {
      const answer = unwrapAnswer(await preload[functions[name]](params));
      return control[name].result.parse(answer) as never;
    },
  };
}

function portLane(port: MessagePort): Lane {
  return {
    post: (message) => port.postMessage(message),
    onMessage(listener) {
      const hear = (event: MessageEvent) => listener(event.data);
      port.addEventListener('message', hear);
      port.start();
      return () => port.removeEventListener('message', hear);
    },
    onClose(listener) {
      port.addEventListener('close', listener);
      return () => port.removeEventListener('close', listener);
    },
    close: () => port.close(),
  };
}
