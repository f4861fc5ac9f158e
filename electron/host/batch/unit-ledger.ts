import type { UnitEnd } from '../../core/batch/batch-state.ts';
import { isUnfinished, type StationPhase } from '../../core/batch/station.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';

/** Every unit of a batch and how it ended last: what the counters count. */
export class UnitLedger {
  readonly #ends = new Map<string, UnitEnd>();

  get ends(): Iterable<UnitEnd> {
    return this.#ends.values();
  }

  wasRecovered(mac: string): boolean {
    return this.#ends.get(mac)?.end === 'recovered';
  }

  serialOf(mac: string): string | undefined {
    return this.#ends.get(mac)?.serial;
  }

  /** Throws `batch.serial-taken` where another unit has this number. */
  demandFree(serial: string, mac: string | undefined): void {
    for (const end of this.#ends.values()) {
      if (end.serial === serial && end.unit !== mac) {
        throw new RecoveryError('batch.serial-taken', { serial, unit: end.unit });
      }
    }
  }

  /**
   * Notes how a unit ended at a station. One that never said who it is counts as the station's, until some unit there
   * does; one that went away untouched before its plan was made was never part of the batch.
   */
  note(stationId: string, mac: string | undefined, phase: StationPhase, serial: string | undefined): void {
    if (mac !== undefined) this.#ends.delete(stationId);
    const end = endOf(phase);
    if (end !== undefined) this.#ends.set(mac ?? stationId, { unit: mac ?? stationId, end, serial });
  }

  /** The number of a unit that was already noted. */
  giveSerial(mac: string, serial: string): void {
    const end = this.#ends.get(mac);
    if (end !== undefined) this.#ends.set(mac, { ...end, serial });
  }
}

function endOf(phase: StationPhase): UnitEnd['end'] | undefined {
  switch (phase.kind) {
    case 'recovered':
    case 'set-aside':
    case 'failed':
      return phase.kind;
    case 'interrupted':
      return isUnfinished(phase) ? 'interrupted' : undefined;
    default:
      return undefined;
  }
}
