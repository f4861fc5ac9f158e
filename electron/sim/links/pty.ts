import { execFile } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import type { ReadStream } from 'node:tty';
import { promisify } from 'node:util';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { SerialDevice } from '../serial-device.ts';
import type { DeviceServer } from './device-server.ts';

/** What node-pty's `open` gives; its own type declarations leave the function out. */
interface TerminalPair {
  readonly master: ReadStream;
  readonly slave: ReadStream;
  readonly ptsName: string;
}

/** Bytes that may wait for a client that does not read; more are lost, as on a UART that nobody listens to. */
const maxUnread = 0x100000;

/**
 * Serves a unit as a pseudo-terminal, which programs open like a serial port. Linux only. It has no modem lines, and the
 * unit does not learn the rate that a client sets. Throws RecoveryError `port.open-failed`.
 */
export async function servePty(device: SerialDevice): Promise<DeviceServer> {
  const { master, slave, ptsName } = await openPair();
  // Held open without reading, so that the master survives between two clients; node-pty's own handle would eat their bytes.
  const holder = openSync(ptsName, constants.O_RDWR | constants.O_NOCTTY);
  slave.destroy();
  await makeTransparent(ptsName);
  master.on('data', (chunk: Uint8Array) => device.receive(chunk));
  master.on('error', () => master.destroy());
  const stop = device.onTransmit((bytes) => {
    if (master.writableLength + bytes.length <= maxUnread) master.write(bytes);
  });
  const close = () => {
    stop();
    stopWatching();
    master.destroy();
    closeSync(holder);
  };
  const stopWatching = device.onLost(close);
  return { url: ptsName, close: async () => (master.destroyed ? undefined : close()) };
}

async function openPair(): Promise<TerminalPair> {
  try {
    const { open } = (await import('@lydell/node-pty')) as unknown as {
      open(options: { encoding: null }): TerminalPair;
    };
    return open({ encoding: null });
  } catch (cause) {
    throw new RecoveryError('port.open-failed', { port: 'pty', detail: String(cause) }, { cause });
  }
}

/** Switches off everything that a terminal does to bytes: echo, line editing, signals, CR and NL. */
async function makeTransparent(path: string): Promise<void> {
  try {
    await promisify(execFile)('stty', ['-F', path, 'raw', '-echo', '-echoe', '-echok', '-iexten']);
  } catch (cause) {
    throw new RecoveryError('port.open-failed', { port: path, detail: String(cause) }, { cause });
  }
}
