import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { ConnectedChip, FlashLoader, WireEvent } from '../../core/interfaces/flash-loader.ts';
import type { Clock } from '../../core/interfaces/machine.ts';
import type { SerialLink } from '../../core/interfaces/serial-link.ts';
import { systemClock } from '../machine.ts';
import { romBaudRate } from './baud-ladder.ts';
import { captureBootText } from './boot-capture.ts';
import { connectChip } from './connect.ts';
import { md5OnUnit } from './digest.ts';
import { eraseFlash } from './eraser.ts';
import { opcode, words } from './protocol.ts';
import { readFlash } from './reader.ts';
import { applicationSequence, runSequence } from './resets.ts';
import { withRetriedCommand } from './retries.ts';
import {
  announceFlashSize,
  type BaudRateMemory,
  demandInside,
  demandReadable,
  type Session,
  type Station,
} from './session.ts';
import { type FrameTransport, openTransport } from './transport.ts';
import { writeFlash } from './writer.ts';

export interface FlashLoaderOptions {
  readonly clock?: Clock;
  /** Rates that worked, by adapter. Default: for as long as this process lives. */
  readonly rememberedBaudRate?: BaudRateMemory;
  /** Default: this machine's. Decides how both modem lines are changed. */
  readonly platform?: NodeJS.Platform;
}

const ratesOfThisProcess: BaudRateMemory = new Map<string, number>();

/**
 * The loader of the unit behind a link. esptool-js names the chip and starts the stub; everything else is done here
 * (ESPTOOL-JS §1). A command that fails leaves the session usable; a lost link ends it, and `connect` begins a new one.
 */
export function createFlashLoader(link: SerialLink, options: FlashLoaderOptions = {}): FlashLoader {
  const station: Station = {
    link,
    clock: options.clock ?? systemClock,
    rememberedBaudRate: options.rememberedBaudRate ?? ratesOfThisProcess,
    platform: options.platform ?? process.platform,
  };
  const listeners = new Set<(event: WireEvent) => void>();
  const inTurn = queue();
  let transport: FrameTransport | undefined;
  let session: Session | undefined;

  const opened = async (): Promise<FrameTransport> => {
    if (transport?.isLost) await close();
    transport ??= await openTransport(link, station.clock, romBaudRate);
    return transport;
  };
  const close = async () => {
    await transport?.close();
    transport = undefined;
    session = undefined;
  };
  const withSession = <T>(work: (session: Session) => Promise<T>): Promise<T> =>
    inTurn(async () => {
      if (session === undefined) throw new RecoveryError('loader.not-connected');
      if (session.transport.isLost) await session.transport.gone;
      return work(session);
    });

  return {
    connect: (connectOptions) =>
      inTurn(async () => {
        session = undefined;
        session = await connectChip(station, await opened(), connectOptions, (event) => {
          for (const listener of listeners) listener(event);
        });
        return describeChip(session);
      }),
    readRegister: (address) =>
      withSession(async (open) => {
        demandReadable(open);
        const read = () => open.commands.request(opcode.readRegister, words(address));
        return (await withRetriedCommand(open, read)).value;
      }),
    readFlashId: () =>
      withSession(async (open) => {
        demandReadable(open);
        return open.flashId ?? 0;
      }),
    setFlashSize: (bytes) => withSession((open) => withRetriedCommand(open, () => announceFlashSize(open, bytes))),
    md5: (offset, length, { signal } = {}) =>
      withSession(async (open) => {
        demandReadable(open);
        demandInside(open, offset, length);
        return withRetriedCommand(open, () => md5OnUnit(open, offset, length), signal);
      }),
    read: (offset, length, transfer) => withSession((open) => readFlash(open, offset, length, transfer)),
    write: (offset, data, transfer) => withSession((open) => writeFlash(open, offset, data, transfer)),
    erase: (offset, length, transfer) => withSession((open) => eraseFlash(open, offset, length, transfer)),
    captureBoot: (capture) =>
      inTurn(async () => {
        session = undefined;
        return captureBootText(station, await opened(), capture);
      }),
    disconnect: (after) =>
      inTurn(async () => {
        if (after === 'reset' && transport !== undefined && !transport.isLost) {
          await runSequence(link, station.clock, applicationSequence(link)).catch(() => {});
        }
        await close();
      }),
    onWire(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

function describeChip({ family, mode, baudRate, securityInfo, transport }: Session): ConnectedChip {
  return { family, mode, baudRate, securityInfo, strayText: transport.stray.read() };
}

/** Runs one piece of work at a time, in the order of the calls. */
function queue(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work, work);
    last = result.catch(() => {});
    return result;
  };
}
