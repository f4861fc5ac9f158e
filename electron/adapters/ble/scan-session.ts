import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { BleAdvertisement } from '../../core/interfaces/ble-central.ts';
import { readAdvertisement } from './advertisement.ts';
import type { NobleRadio } from './noble-radio.ts';
import { type BleTimings, within } from './timings.ts';
import { untilEvent } from './until-event.ts';

/** Units that are remembered; an attacker could invent them without end. */
const maxKnown = 2000;

/** One scan for all who listen: it begins with the first, ends with the last, and makes way for a connection. */
export class ScanSession {
  readonly #radio: NobleRadio;
  readonly #timings: BleTimings;
  readonly #listeners = new Set<(advertisement: BleAdvertisement) => void>();
  readonly #known = new Set<string>();
  /** Starting and stopping happen one after the other. */
  #turn: Promise<unknown> = Promise.resolve();
  #isScanning = false;
  #pauses = 0;

  constructor(radio: NobleRadio, timings: BleTimings) {
    this.#radio = radio;
    this.#timings = timings;
    radio.opened.bindings.on('discover', (...values: unknown[]) => this.#hear(values));
  }

  /** Whether this unit was heard, so that the library can connect to it. */
  knows(id: string): boolean {
    return this.#known.has(id);
  }

  /** Resolves once the radio listens. */
  async add(listener: (advertisement: BleAdvertisement) => void): Promise<void> {
    this.#listeners.add(listener);
    try {
      await this.#settle();
    } catch (error) {
      this.#listeners.delete(listener);
      throw error;
    }
  }

  async remove(listener: (advertisement: BleAdvertisement) => void): Promise<void> {
    this.#listeners.delete(listener);
    await this.#settle().catch(() => undefined);
  }

  /** No scan while the work runs: most controllers refuse to connect during one. */
  async paused<T>(work: () => Promise<T>): Promise<T> {
    this.#pauses++;
    try {
      await this.#settle().catch(() => undefined);
      return await work();
    } finally {
      this.#pauses--;
      await this.#settle().catch(() => undefined);
    }
  }

  /** Brings the radio to what is wanted now. */
  #settle(): Promise<void> {
    const result = this.#turn.then(async () => {
      const isWanted = this.#listeners.size > 0 && this.#pauses === 0;
      if (isWanted === this.#isScanning) return;
      const { bindings } = this.#radio.opened;
      const [event, begin] = isWanted
        ? (['scanStart', () => bindings.startScanning([], true)] as const)
        : (['scanStop', () => bindings.stopScanning()] as const);
      this.#isScanning = isWanted;
      await within(this.#timings, 'scan', [], (signal) => untilEvent(bindings, event, () => true, signal, begin)).catch(
        (error: unknown) => {
          if (isWanted) this.#isScanning = false;
          throw error instanceof RecoveryError ? error : new RecoveryError('ble.no-adapter', {}, { cause: error });
        },
      );
    });
    this.#turn = result.catch(() => undefined);
    return result;
  }

  #hear(values: readonly unknown[]): void {
    const advertisement = readAdvertisement(values);
    // BlueZ tells of every unit that it remembers; those that it did not hear have no strength.
    if (advertisement === undefined || (this.#radio.opened.remembersUnits && advertisement.rssi === 0)) return;
    if (this.#known.size >= maxKnown) this.#known.clear();
    this.#known.add(advertisement.id);
    for (const listener of [...this.#listeners]) listener(advertisement);
  }
}
