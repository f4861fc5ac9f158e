import type { EventEmitter } from 'node:events';
import type { HciSocketClass } from '../../core/interfaces/hci-socket.ts';
import type { NobleBindings, OpenBindings, OpenedBindings } from './bindings.ts';
import { startWithoutProcessListeners } from './quiet-start.ts';
import { repairGatt } from './repair-gatt.ts';
import { loadWithModule } from './replace-module.ts';

/** The bindings of @stoprocent/noble. */
export interface StoprocentBindings extends NobleBindings {
  start(): void;
  stop(): void;
  /** Connection to the system's message bus; it says by an event alone that there is none. */
  readonly _bus?: EventEmitter | null;
}

type BindingsClass = new (options: object) => StoprocentBindings;

let hciBindings: Promise<BindingsClass> | undefined;
let socketClass: HciSocketClass | undefined;

function opened(bindings: StoprocentBindings, start: () => void, remembersUnits = false): OpenedBindings {
  const stop = (): void => {
    try {
      bindings.stop();
    } catch {
      // It never got as far as to be started.
    }
  };
  return { bindings, readsDescriptions: process.platform !== 'darwin', remembersUnits, start, stop };
}

async function openHci(hciSocket: HciSocketClass | undefined): Promise<OpenedBindings> {
  const socket = hciSocket ?? (await import('@stoprocent/bluetooth-hci-socket')).loadDriver('default');
  const loadDriver = (): HciSocketClass | undefined => socketClass;
  hciBindings ??= loadWithModule('@stoprocent/bluetooth-hci-socket', { loadDriver }, async () => {
    repairGatt((await import('@stoprocent/noble/lib/hci-socket/gatt.js')).default);
    return (await import('@stoprocent/noble/lib/hci-socket/bindings.js')).default;
  });
  const Bindings = await hciBindings;
  const bindings = new Bindings({});
  return opened(bindings, () => {
    socketClass = socket;
    startWithoutProcessListeners(() => bindings.start());
  });
}

async function openNative(load: () => Promise<{ default: BindingsClass }>): Promise<OpenedBindings> {
  const { default: Bindings } = await load();
  const bindings = new Bindings({});
  return opened(bindings, () => bindings.start());
}

/** @stoprocent/noble over the controller or over the system's own stack. */
export const openStoprocent: OpenBindings = (platform, hciSocket) => {
  if (hciSocket !== undefined) return openHci(hciSocket);
  if (platform === 'darwin') return openNative(() => import('@stoprocent/noble/lib/mac/bindings.js'));
  if (platform === 'win32') return openNative(() => import('@stoprocent/noble/lib/win/bindings.js'));
  return openHci(undefined);
};

/**
 * @stoprocent/noble over BlueZ, Linux' Bluetooth service: needs no rights, and leaves MTU and long values to it. Where the
 * message bus or the service is missing, that counts as no adapter.
 */
export const openBluez: OpenBindings = async () => {
  const { default: Bindings } = await import('@stoprocent/noble/lib/dbus/bindings.js');
  const bindings = new Bindings({});
  const start = (): void => {
    bindings.start();
    bindings._bus?.on('error', () => bindings.emit('stateChange', 'unsupported'));
  };
  return opened(bindings, start, true);
};
