import type { PartitionEntry } from '../../../core/formats/partition-table.ts';
import { type FlashChip, sectorSize } from '../../flash-chip.ts';

/** Bytes that the queue between handler and writer holds. */
export const queueLength = 2 * sectorSize;

/**
 * The task that writes to the inactive slot: it takes whole sectors from a queue, erases each right before it is written,
 * and is never in the way of the radio (PROTOCOLS §4.4). Its work is done when somebody looks and its time has come.
 */
export class SlotWriter {
  readonly #flash: FlashChip;
  readonly #partition: PartitionEntry;
  readonly #now: () => number;
  readonly #sectorMs: number;
  #queue = new Uint8Array(0);
  #durable: number;
  #dueMs = 0;

  /** `from` is a whole number of sectors. */
  constructor(flash: FlashChip, partition: PartitionEntry, from: number, now: () => number, sectorMs: number) {
    this.#flash = flash;
    this.#partition = partition;
    this.#durable = from;
    this.#now = now;
    this.#sectorMs = sectorMs;
  }

  /** Bytes on flash. */
  get durable(): number {
    return this.#durable;
  }

  /** Bytes taken. */
  get queued(): number {
    return this.#durable + this.#queue.length;
  }

  hasRoomFor(length: number): boolean {
    return this.#queue.length + length <= queueLength;
  }

  /** Milliseconds until there is more room. */
  get waitMs(): number {
    return Math.max(1, Math.ceil(this.#dueMs - this.#now()));
  }

  take(bytes: Uint8Array): void {
    const before = this.#queue.length;
    const queue = new Uint8Array(before + bytes.length);
    queue.set(this.#queue);
    queue.set(bytes, before);
    this.#queue = queue;
    if (before < sectorSize && queue.length >= sectorSize) this.#dueMs = this.#now() + this.#sectorMs;
  }

  /** Does the work whose time has come. */
  settle(): void {
    while (this.#queue.length >= sectorSize && this.#dueMs <= this.#now()) {
      this.#write(this.#queue.subarray(0, sectorSize));
      this.#dueMs += this.#sectorMs;
    }
  }

  /** Writes everything that was taken, the last piece of a sector included. */
  flush(): void {
    while (this.#queue.length > 0) this.#write(this.#queue.subarray(0, sectorSize));
  }

  /** The power goes while a sector is being written: it stays half done, the queue is gone. */
  tear(): void {
    const sector = this.#queue.subarray(0, sectorSize);
    if (sector.length === 0) return;
    const at = this.#partition.offset + this.#durable;
    this.#flash.erase(at, at + sectorSize);
    this.#flash.program(at, sector.subarray(0, sector.length >> 1));
  }

  #write(sector: Uint8Array): void {
    const at = this.#partition.offset + this.#durable;
    this.#flash.erase(at, at + sectorSize);
    this.#flash.program(at, sector);
    this.#durable += sector.length;
    this.#queue = this.#queue.slice(sector.length);
  }
}
