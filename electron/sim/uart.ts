import type { Faults } from './faults.ts';
import type { Scheduler } from './scheduler.ts';
import type { Timing } from './timing.ts';

/** Beyond this the receiver samples the wrong bit by the end of a byte. */
const baudRateTolerance = 0.04;
/** Edges that come too late on a poor cable spoil bytes as a rate that is this far off would. */
const spoiledRatio = 1 + 2 * baudRateTolerance;

export interface UartOptions {
  readonly scheduler: Scheduler;
  readonly timing: Timing;
  /** A line without a rate of its own (USB-Serial/JTAG): it never garbles. */
  readonly fixedBaudRate?: number | undefined;
  readonly faults: Pick<Faults, 'toChip' | 'toHost' | 'cleanBaudRate'>;
  readonly onChip: (bytes: Uint8Array, atMs: number) => void;
  readonly onHost: (bytes: Uint8Array) => void;
  readonly onPulled: () => void;
}

/**
 * The line between host and chip. Each direction is busy until its last bit; bytes arrive when theirs has passed.
 * All of it is computed on an absolute schedule, with one event per chunk towards the chip and per piece towards the host.
 */
export class Uart {
  chipBaudRate = 115_200;
  hostBaudRate: number | undefined;
  /** Measures the host's rate instead of insisting on its own: the ESP32's ROM until its first frame (FORMATS §10.7). */
  followsHost = false;
  readonly #options: UartOptions;
  #toChipFreeMs = 0;
  #toHostFreeMs = 0;
  #session = 0;

  constructor(options: UartOptions) {
    this.#options = options;
  }

  /** The chip left reset or lost power: what was still on the line is lost. */
  reset(): void {
    this.#session++;
    this.#toChipFreeMs = this.#toHostFreeMs = 0;
  }

  /** When the line towards the host is free. */
  get freeMs(): number {
    return this.#toHostFreeMs;
  }

  /** Takes the bytes; they are not copied. */
  receive(bytes: Uint8Array): void {
    const { scheduler, timing, faults, onChip, onPulled } = this.#options;
    const hostRate = this.hostBaudRate;
    const damaged = faults.toChip.apply(bytes);
    const startMs = Math.max(scheduler.now() + timing.usbLatencyMs, this.#toChipFreeMs) + damaged.stallMs;
    this.#toChipFreeMs = startMs + this.#wireMs(bytes.length, hostRate);
    this.#at(this.#toChipFreeMs, (atMs) => {
      if (this.followsHost) this.chipBaudRate = hostRate ?? this.chipBaudRate;
      if (damaged.bytes.length > 0) onChip(this.#transfer(damaged.bytes, hostRate, this.chipBaudRate), atMs);
      if (damaged.pulled) onPulled();
    });
  }

  /** Sends from the chip, at `atMs` or when the line is free; gives the time of the last bit. */
  send(bytes: Uint8Array, atMs: number): number {
    const pieceLength = this.#pieceLength();
    this.#toHostFreeMs = Math.max(atMs, this.#toHostFreeMs);
    for (let at = 0; at < bytes.length; at += pieceLength) this.#sendPiece(bytes.subarray(at, at + pieceLength));
    return this.#toHostFreeMs;
  }

  #sendPiece(piece: Uint8Array): void {
    const { timing, faults, onHost, onPulled } = this.#options;
    const chipRate = this.chipBaudRate;
    const damaged = faults.toHost.apply(piece);
    this.#toHostFreeMs += this.#wireMs(piece.length, chipRate) + damaged.stallMs;
    this.#at(this.#toHostFreeMs + timing.usbLatencyMs, () => {
      if (damaged.bytes.length > 0) onHost(this.#transfer(damaged.bytes, chipRate, this.hostBaudRate));
      if (damaged.pulled) onPulled();
    });
  }

  #at(dueMs: number, run: (atMs: number) => void): void {
    const session = this.#session;
    this.#options.scheduler.at(dueMs, (atMs) => {
      if (session === this.#session) run(atMs);
    });
  }

  /** What arrives of bytes sent at one rate and received at another. A host that never said its rate follows the chip. */
  #transfer(bytes: Uint8Array, sentAt: number | undefined, readAt: number | undefined): Uint8Array {
    if (this.#options.fixedBaudRate !== undefined || sentAt === undefined || readAt === undefined) return bytes;
    const isClean = sentAt <= (this.#options.faults.cleanBaudRate ?? Number.POSITIVE_INFINITY);
    return garble(bytes, isClean ? sentAt / readAt : spoiledRatio);
  }

  #wireMs(length: number, baudRate: number | undefined): number {
    const rate = this.#options.fixedBaudRate ?? baudRate ?? this.chipBaudRate;
    return (length * this.#options.timing.bitsPerByte * 1000) / rate;
  }

  #pieceLength(): number {
    const { bitsPerByte, pieceMs } = this.#options.timing;
    if (bitsPerByte === 0) return Number.MAX_SAFE_INTEGER;
    return Math.max(1, Math.floor(pieceMs / this.#wireMs(1, this.chipBaudRate)));
  }
}

/** What a receiver makes of bytes sent at `ratio` times its own rate: other bytes, and more or fewer of them. */
function garble(bytes: Uint8Array, ratio: number): Uint8Array {
  if (Math.abs(ratio - 1) <= baudRateTolerance) return bytes;
  const length = Math.max(1, Math.round(bytes.length / ratio));
  return Uint8Array.from({ length }, (_, index) => {
    const original = bytes[Math.floor(index * ratio)] ?? 0;
    return (original * 0x6d + index * 0x35 + 0x1f) & 0xff;
  });
}
