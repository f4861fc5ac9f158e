import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { FlashLoader, WireEvent } from '../../core/interfaces/flash-loader.ts';
import type { SerialLink, Unsubscribe } from '../../core/interfaces/serial-link.ts';
import { captureBoot } from './capture-boot.ts';
import { connectSession, romBaudRate } from './connect.ts';
import { eraseFlash } from './erase.ts';
import { demandRange, setFlashSize } from './flash-size.ts';
import { md5OfFlash } from './md5.ts';
import { readFlash } from './read-flash.ts';
import { resetIntoApplication } from './resets.ts';
import { demandMode, type Session } from './session.ts';
import { writeFlash } from './write-flash.ts';

/** Rates that links have proven, by what names the adapter; kept by whoever makes loaders. */
export interface BaudRateMemory {
  get(adapter: string): number | undefined;
  set(adapter: string, baudRate: number): void;
}

/** The loader of the chip behind a link: ROM or stub, one command at a time. The link is opened with the first use. */
export function createFlashLoader(link: SerialLink, memory?: BaudRateMemory): FlashLoader {
  const listeners = new Set<(event: WireEvent) => void>();
  const adapter = adapterName(link);
  let session: Session | undefined;
  let isOpen = false;
  link.onLost(() => {
    isOpen = false;
  });

  const open = async () => {
    if (isOpen) return link.setBaudRate(romBaudRate);
    await link.open(romBaudRate);
    isOpen = true;
  };
  const endSession = () => {
    if (session !== undefined) memory?.set(adapter, session.baudRate);
    session?.frames.end();
    session = undefined;
  };
  const current = (): Session => {
    if (session === undefined) throw new RecoveryError('loader.not-available', { what: 'session', mode: 'none' });
    return session;
  };
  const queued = oneAtATime();

  return {
    connect: (options) =>
      queued(async () => {
        endSession();
        await open();
        const maxBaudRate = Math.min(options.maxBaudRate ?? 921_600, memory?.get(adapter) ?? Number.POSITIVE_INFINITY);
        session = await connectSession(link, { ...options, maxBaudRate }, (event) => {
          for (const listener of listeners) listener(event);
        });
        const { chip, mode, baudRate, securityInfo, strayText } = session;
        return { family: chip.family, mode, baudRate, securityInfo, strayText };
      }),
    readRegister: (address) =>
      queued(async () => {
        demandMode(current(), 'read-register', 'stub', 'rom');
        return current().channel.readRegister(address);
      }),
    readFlashId: () =>
      queued(async () => {
        demandMode(current(), 'flash-id', 'stub', 'rom');
        return (await current().readFlashId()) & 0xffffff;
      }),
    setFlashSize: (bytes) => queued(() => setFlashSize(current(), bytes)),
    md5: (offset, length) => queued(() => md5OfFlash(current(), offset, length)),
    read: (offset, length, options = {}) => queued(() => readFlash(current(), offset, length, options)),
    write: (offset, data, options = {}) =>
      queued(async () => {
        await demandRange(current(), offset, data.length, true);
        return writeFlash(current(), offset, data, options);
      }),
    erase: (offset, length, options = {}) =>
      queued(async () => {
        await demandRange(current(), offset, length, true);
        await eraseFlash(current(), offset, length, options);
      }),
    captureBoot: (options) =>
      queued(async () => {
        endSession();
        await open();
        return captureBoot(link, options);
      }),
    disconnect: (after) =>
      queued(async () => {
        endSession();
        try {
          if (isOpen && after === 'reset') await resetIntoApplication(link);
        } catch {
          // A link that is gone cannot reset anything, and whoever leaves has nothing to do about it.
        }
        isOpen = false;
        await link.close().catch(() => undefined);
      }),
    onWire(listener): Unsubscribe {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** A cable's rate belongs to its adapter, and several of one kind are told apart by serial number. */
function adapterName({ usb, name }: SerialLink): string {
  return usb === undefined ? name : `${usb.vendorId}:${usb.productId}:${usb.serialNumber ?? ''}`;
}

/** The stub answers only the first of two commands (ESPTOOL-JS §3), so calls wait for each other. */
function oneAtATime(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work, work);
    last = result.catch(() => undefined);
    return result;
  };
}
