import { opcode } from '../../electron/adapters/esptool/protocol.ts';
import { realTiming } from '../../electron/sim/timing.ts';
import type { ObservedLink, Request } from './observed-link.ts';

/** What a piece of work took. */
export interface Measurement {
  /** From the call to its end, every digest included. */
  readonly ms: number;
  /** User and system time of this process. */
  readonly cpuSeconds: number;
  /** Bytes of the serial line, frames and escapes included. */
  readonly bytesOut: number;
  readonly bytesIn: number;
  /** Frames to the unit: each is answered before the next, but for packets of READ_FLASH that are acknowledged early. */
  readonly requests: number;
  /** The same on the wire. */
  readonly log: readonly Request[];
}

/** Does the work and measures it on the clock, in this process and on the wire. */
export async function measure(observed: ObservedLink, work: () => Promise<unknown>): Promise<Measurement> {
  observed.takeRequests();
  const cpuBefore = process.cpuUsage();
  const began = performance.now();
  await work();
  const ms = performance.now() - began;
  const { user, system } = process.cpuUsage(cpuBefore);
  const log = observed.takeRequests();
  return {
    ms,
    cpuSeconds: (user + system) / 1e6,
    bytesOut: log.reduce((sum, { bytes }) => sum + bytes, 0),
    bytesIn: log.reduce((sum, { answerBytes }) => sum + answerBytes, 0),
    requests: log.length,
    log,
  };
}

const begins: readonly (number | undefined)[] = [opcode.flashBegin, opcode.deflateBegin];

/**
 * From the first BEGIN until all is in flash, milliseconds. The status of a last block comes with the reply to the digest
 * that follows (FORMATS §10.4), so the time ends there, less the model's time to hash the `hashedBytes`.
 */
export function transferMs(log: readonly Request[], hashedBytes: number): number {
  const first = log.find((request) => begins.includes(request.opcode));
  const last = log.at(-1);
  if (first === undefined || last?.opcode !== opcode.spiFlashMd5) throw new Error('no write that ends with a digest');
  return last.answeredAtMs - first.sentAtMs - hashedBytes * realTiming.md5ByteMs;
}
