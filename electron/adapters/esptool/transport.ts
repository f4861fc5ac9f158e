import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { Clock } from '../../core/interfaces/machine.ts';
import type { SerialLink } from '../../core/interfaces/serial-link.ts';
import { segmentQueue } from './segment-queue.ts';
import { slipReader } from './slip.ts';
import { type StrayText, strayText } from './stray-text.ts';

/** The longest segment kept: a READ_FLASH packet of 4 KiB and room to spare. */
const maxSegment = 0x2000;
/** Segments that may wait for a reader; the most that a loader sends unasked are the 8 replies to SYNC. */
const maxWaiting = 64;
/** A unit that boots in a loop is never quiet. */
const maxDrainRounds = 8;
/** The first byte of every reply (FORMATS §10.1). */
const replyDirection = 1;

/** SLIP segments over a link, driven by its events: no polling, no allocation per byte (ESPTOOL-JS T1, T2, T6, T7). */
export interface FrameTransport {
  /** Sends bytes as they are. Rejects with `port.gone` or `link.timeout`; never hangs (T1, T2, T9). */
  send(wire: Uint8Array, timeoutMs: number): Promise<void>;
  /** The next segment. Rejects with `link.timeout`, or at once with `port.gone` when the link is lost. */
  receive(timeoutMs: number): Promise<Uint8Array>;
  /** Resolves when nothing was received for `quietMs`; what came in the meantime is forgotten. */
  drain(quietMs: number): Promise<void>;
  /** Forgets the segments that wait; those that are no replies are kept as text. */
  flush(): void;
  /** What the chip printed outside frames. */
  readonly stray: StrayText;
  /** Takes an unfinished segment for text: nothing more is expected. */
  endText(): void;
  /** Segments begun so far, the one under way included. */
  readonly segmentsBegun: number;
  /** Called after each chunk; one listener at a time. */
  onChunk: (() => void) | undefined;
  /** While set, bytes go to this listener and not into segments. */
  onRaw: ((chunk: Uint8Array) => void) | undefined;
  /** Rejects with `port.gone` when the link is lost. */
  readonly gone: Promise<never>;
  readonly isLost: boolean;
  /** Closes the link. Never throws. */
  close(): Promise<void>;
}

/** Opens the link and listens. Throws what `open` throws: `port.*`, `link.*`. */
export async function openTransport(link: SerialLink, clock: Clock, baudRate: number): Promise<FrameTransport> {
  await link.open(baudRate);
  const waiting = segmentQueue(maxWaiting);
  const stray = strayText();
  const { promise: gone, reject } = Promise.withResolvers<never>();
  gone.catch(() => {});
  let isLost = false;
  let received = 0;
  let completed = 0;
  const reader = slipReader(maxSegment, (segment, intact) => {
    completed++;
    if (!intact || !waiting.push(segment)) stray.add(segment);
  });
  const endings = [
    link.onData((chunk) => {
      received += chunk.length;
      if (transport.onRaw) transport.onRaw(chunk);
      else reader.push(chunk);
      transport.onChunk?.();
    }),
    link.onLost(() => {
      isLost = true;
      reject(new RecoveryError('port.gone', { port: link.name }));
    }),
  ];
  const within = <T>(timeoutMs: number, work: Promise<T>): Promise<T> =>
    beforeDeadline(clock, timeoutMs, link.name, Promise.race([work, gone]));

  const transport: FrameTransport = {
    onChunk: undefined,
    onRaw: undefined,
    stray,
    gone,
    get isLost() {
      return isLost;
    },
    get segmentsBegun() {
      return completed + (reader.pendingLength > 0 ? 1 : 0);
    },
    send: (wire, timeoutMs) => (isLost ? gone : within(timeoutMs, link.write(wire))),
    async receive(timeoutMs) {
      const next = waiting.next();
      if (next instanceof Uint8Array) return next;
      return within(timeoutMs, next).finally(waiting.cancel);
    },
    async drain(quietMs) {
      for (let round = 0, seen = -1; seen !== received && round < maxDrainRounds; round++) {
        seen = received;
        await Promise.race([clock.sleep(quietMs), gone]);
      }
      transport.flush();
    },
    flush() {
      for (const segment of waiting.takeAll()) if (segment[0] !== replyDirection) stray.add(segment);
    },
    endText: () => stray.add(reader.takePending()),
    async close() {
      for (const end of endings) end();
      await link.close().catch(() => {});
    },
  };
  return transport;
}

/** Waits for the work no longer than this; one timer for each wait. Throws `link.timeout`. */
async function beforeDeadline<T>(clock: Clock, timeoutMs: number, port: string, work: Promise<T>): Promise<T> {
  const done = new AbortController();
  const expiry = clock.sleep(timeoutMs, done.signal).then(() => {
    throw new RecoveryError('link.timeout', { port, ms: Math.round(timeoutMs) });
  });
  expiry.catch(() => {});
  try {
    return await Promise.race([work, expiry]);
  } finally {
    done.abort();
  }
}
