import type { HciSocket, HciSocketClass } from '../../core/interfaces/hci-socket.ts';
import type { NobleBindings, OpenBindings, OpenedBindings } from './bindings.ts';
import { startWithoutProcessListeners } from './quiet-start.ts';
import { repairGatt } from './repair-gatt.ts';
import { loadWithModule } from './replace-module.ts';

/** The bindings of @abandonware/noble: begun with `init`, ended with `stop` where there is one. */
export interface AbandonwareBindings extends NobleBindings {
  init(): void;
  stop?(): void;
  readonly _hci?: { pollIsDevUp(): void; readonly _socket: HciSocket };
}

type BindingsClass = new (options: object) => AbandonwareBindings;

let hciBindings: Promise<BindingsClass> | undefined;
let socketClass: HciSocketClass | undefined;

/** What the library takes for the module `bluetooth-hci-socket`: whatever socket the next bindings are to have. */
function HciSocketSwitch(): HciSocket {
  if (socketClass === undefined) throw new Error('no socket');
  return new socketClass();
}

/** The library's own code over HCI: on Linux, and wherever a virtual controller answers. */
async function openHci(hciSocket: HciSocketClass | undefined): Promise<OpenedBindings> {
  const socket = hciSocket ?? (await import('@abandonware/bluetooth-hci-socket')).default;
  hciBindings ??= loadWithModule('@abandonware/bluetooth-hci-socket', HciSocketSwitch, async () => {
    repairGatt((await import('@abandonware/noble/lib/hci-socket/gatt.js')).default);
    return (await import('@abandonware/noble/lib/hci-socket/bindings.js')).default;
  });
  const Bindings = await hciBindings;
  socketClass = socket;
  const bindings = new Bindings({});
  return {
    bindings,
    readsDescriptions: true,
    remembersUnits: false,
    start: () => startWithoutProcessListeners(() => bindings.init()),
    stop: () => stopHci(bindings),
  };
}

/** The library cannot be stopped: a timer asks for ever whether the controller is up, and keeps the process alive. */
function stopHci({ _hci: hci }: AbandonwareBindings): void {
  if (hci === undefined) return;
  hci.pollIsDevUp = () => undefined;
  try {
    hci._socket.removeAllListeners();
    // Errors of packets that were sent before may still come, and nobody listening would end the process.
    hci._socket.on('error', () => undefined);
    hci._socket.stop();
  } catch {
    // It never got as far as to be started.
  }
}

/** CoreBluetooth and WinRT. On macOS reading a user description ends the process (PROTOCOLS §6.5). */
async function openNative(load: () => Promise<{ default: BindingsClass }>, isMac: boolean): Promise<OpenedBindings> {
  const { default: Bindings } = await load();
  const bindings = new Bindings({});
  return {
    bindings,
    readsDescriptions: !isMac,
    remembersUnits: false,
    start: () => bindings.init(),
    stop: () => bindings.stop?.(),
  };
}

/** Opens @abandonware/noble, never by its root, which would open Bluetooth at once. */
export const openAbandonware: OpenBindings = (platform, hciSocket) => {
  if (hciSocket !== undefined) return openHci(hciSocket);
  if (platform === 'darwin') return openNative(() => import('@abandonware/noble/lib/mac/bindings.js'), true);
  if (platform === 'win32') return openNative(() => import('@abandonware/noble/lib/win/bindings.js'), false);
  return openHci(undefined);
};
