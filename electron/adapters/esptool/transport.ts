import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { Clock } from '../../core/interfaces/machine.ts';
import type { SerialLink } from '../../core/interfaces/serial-link.ts';
import { slipReader } from './slip.ts';

/** The longest segment kept: a READ_FLASH packet of 4 KiB and room to spare. */
const maxSegment = 0x2000;
/** Segments that may wait for a reader; the most that a loader sends unasked are the 8 replies to SYNC. */
const maxWaiting = 64;
/** Text kept of a unit that prints without end: its last 64 KiB. */
const maxText = 0x10000;
/** A unit that boots in a loop is never quiet. */
const maxDrainRounds = 8;

/** SLIP segments over a link, driven by its events: no polling, no allocation per byte (ESPTOOL-JS T1, T2, T6, T7). */
export interface FrameTransport {
  /** Sends bytes as they are. Rejects with `port.gone` or `link.timeout`; never hangs (T1, T2, T9). */
  send(wire: Uint8Array, timeoutMs: number): Promise<void>;
  /** The next segment. Rejects with `link.timeout`, or at once with `port.gone` when the link is lost. */
  receive(timeoutMs: number): Promise<Uint8Array>;
  /** Resolves when nothing was received for `quietMs`; what came in the meantime is forgotten. */
  drain(quietMs: number): Promise<void>;
  /** Forgets the segments that wait, and keeps them as text if a chip printed them. */
  flush(): void;
  /** Keeps a segment that was no frame. */
  addText(segment: Uint8Array): void;
  /** What the chip printed outside frames since the transport was opened, untrusted. */
  text(): string;
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
  const waiting: Uint8Array[] = [];
  const lost = new RecoveryError('port.gone', { port: link.name });
  const { promise: gone, reject } = Promise.withResolvers<never>();
  gone.catch(() => {});
  let isLost = false;
  let text = '';
  let received = 0;
  let completed = 0;
  let wake: ((segment: Uint8Array) => void) | undefined;

  const addText = (segment: Uint8Array) => {
    text = (text + Buffer.from(segment.buffer, segment.byteOffset, segment.length).toString('latin1')).slice(-maxText);
  };
  const reader = slipReader(maxSegment, (segment, intact) => {
    completed++;
    if (!intact || waiting.length >= maxWaiting) addText(segment);
    else if (wake === undefined) waiting.push(segment);
    else wake(segment);
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
      reject(lost);
    }),
  ];

  /** Lets a promise wait for `timeoutMs` and for the link, no longer. */
  const within = async <T>(work: Promise<T>, timeoutMs: number): Promise<T> => {
    const timer = new AbortController();
    const expiry = clock.sleep(timeoutMs, timer.signal).then(() => {
      throw new RecoveryError('link.timeout', { port: link.name, ms: Math.round(timeoutMs) });
    });
    expiry.catch(() => {});
    try {
      return await Promise.race([work, expiry, gone]);
    } finally {
      timer.abort();
    }
  };

  const transport: FrameTransport = {
    onChunk: undefined,
    onRaw: undefined,
    gone,
    get isLost() {
      return isLost;
    },
    get segmentsBegun() {
      return completed + (reader.pendingLength > 0 ? 1 : 0);
    },
    async send(wire, timeoutMs) {
      if (isLost) throw lost;
      await within(link.write(wire), timeoutMs);
    },
    async receive(timeoutMs) {
      const first = waiting.shift();
      if (first !== undefined) return first;
      if (isLost) throw lost;
      const next = new Promise<Uint8Array>((resolve) => {
        wake = (segment) => {
          wake = undefined;
          resolve(segment);
        };
      });
      try {
        return await within(next, timeoutMs);
      } finally {
        wake = undefined;
      }
    },
    async drain(quietMs) {
      for (let round = 0, seen = -1; seen !== received && round < maxDrainRounds; round++) {
        seen = received;
        await Promise.race([clock.sleep(quietMs), gone]);
      }
      transport.flush();
    },
    flush() {
      for (const segment of waiting.splice(0)) if (segment[0] !== 1) addText(segment);
    },
    addText,
    text() {
      addText(reader.takePending());
      return text;
    },
    async close() {
      for (const end of endings) end();
      await link.close().catch(() => {});
    },
  };
  return transport;
}
