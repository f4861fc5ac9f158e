import { realpath } from 'node:fs/promises';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { SerialLink, UsbIdentity } from '../../core/interfaces/serial-link.ts';
import { linkListeners } from '../link-listeners.ts';
import { openError } from './open-error.ts';
import { createPortWatcher } from './port-watcher.ts';
import { loadSerialPort, type SerialPort } from './serialport.ts';

/** Longer than any driver takes to let go of a port that works. */
const closeTimeoutMs = 1500;
/** A pty has no modem lines; asked for them it says so (ESPTOOL-JS §2). */
const noModemLines = /inappropriate ioctl|ENOTTY/i;
const pseudoTerminal = /^\/dev\/(pts\/|ttys\d)/;

/**
 * A serial port of this machine. What the system says of the adapter is known once the port is open. Errors: `port.*`
 * (see `openError`); `port.gone` once the adapter is away.
 */
export function serialPortLink(path: string): SerialLink {
  const { data, lost, ...subscriptions } = linkListeners();
  let port: SerialPort | undefined;
  let usb: UsbIdentity | undefined;

  const opened = (): SerialPort => {
    if (port?.isOpen) return port;
    throw gone();
  };
  const gone = (cause?: unknown) => new RecoveryError('port.gone', { port: path }, { cause });
  /** Turns one call of serialport's, which reports through a callback, into a promise. */
  const call = (run: (port: SerialPort, done: (error?: Error | null) => void) => void): Promise<void> =>
    new Promise((resolve, reject) => {
      run(opened(), (error) => (error ? reject(gone(error)) : resolve()));
    });

  return {
    name: path,
    get usb() {
      return usb;
    },
    simulated: false,
    hasModemLines: !pseudoTerminal.test(path),
    ...subscriptions,
    async open(baudRate) {
      if (port !== undefined) throw new RecoveryError('port.busy', { port: path });
      const { SerialPort } = await loadSerialPort();
      const opening = new SerialPort({ path, baudRate, autoOpen: false });
      opening.on('error', () => {}); // every call reports its own; an unheard event would end the process
      await new Promise<void>((resolve, reject) => {
        opening.open((error) => (error ? reject(openError(path, error)) : resolve()));
      });
      port = opening;
      usb ??= await usbIdentityOf(path);
      opening.on('data', data);
      opening.once('close', () => {
        if (port !== opening) return; // closed by us
        port = undefined;
        lost();
      });
    },
    async close() {
      const closing = port;
      port = undefined;
      if (!closing?.isOpen) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, closeTimeoutMs);
        closing.close(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    },
    write: (bytes) =>
      call((open, done) => open.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), undefined, done)),
    setBaudRate: (baudRate) => call((open, done) => open.update({ baudRate }, done)),
    setModemLines: ({ dtr, rts }) =>
      call((open, done) =>
        open.set({ dtr, rts }, (error) => done(error && noModemLines.test(error.message) ? null : error)),
      ),
  };
}

/** The adapter behind a path, which may be a link such as `/dev/serial/by-id/…`. Undefined where the system does not tell. */
async function usbIdentityOf(path: string): Promise<UsbIdentity | undefined> {
  const [ports, target] = await Promise.all([
    createPortWatcher()
      .list()
      .catch(() => []),
    realpath(path).catch(() => path),
  ]);
  return ports.find((port) => port.path === path || port.path === target)?.usb;
}
