import { newStation } from '../../core/batch/advance-station.ts';
import { maxStations } from '../../core/batch/policy-schema.ts';
import type { StationState } from '../../core/batch/station.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';

/** A station and what is at work there. */
export interface Place {
  state: StationState;
  /** Of the unit at work. */
  abort: AbortController | undefined;
  work: Promise<void> | undefined;
  /** Its port came back while a unit was at work: the cable was pulled and plugged in again. */
  replugged: boolean;
  /** Called when the number that the unit at work waits for was scanned. */
  scanned: (() => void) | undefined;
}

/** The stations of a batch, by the id of their port. */
export class Places {
  readonly #places = new Map<string, Place>();

  get all(): readonly Place[] {
    return [...this.#places.values()];
  }

  get states(): StationState[] {
    return this.all.map(({ state }) => state).sort((a, b) => a.number - b.number);
  }

  get busy(): number {
    return this.all.filter(({ work }) => work !== undefined).length;
  }

  find(id: string): Place | undefined {
    return this.#places.get(id);
  }

  /** Throws `batch.no-such-station`. */
  demand(id: string): Place {
    const place = this.#places.get(id);
    if (place === undefined) throw new RecoveryError('batch.no-such-station', { station: id });
    return place;
  }

  /** Where all 32 are taken, one that is empty gives its place; else the port stays without a station: undefined. */
  findOrAdd(id: string): Place | undefined {
    const found = this.#places.get(id);
    if (found !== undefined) return found;
    const number = this.#freeNumber();
    if (number === undefined) return undefined;
    const state = newStation(id, number);
    const place: Place = { state, abort: undefined, work: undefined, replugged: false, scanned: undefined };
    this.#places.set(id, place);
    return place;
  }

  /** Throws `batch.serial-taken` where the unit at another station has this number. */
  demandFree(serial: string, place: Place): void {
    const mac = place.state.unit?.mac;
    for (const { state } of this.all) {
      if (state === place.state || (state.serial !== serial && state.unit?.serial !== serial)) continue;
      if (mac !== undefined && state.unit?.mac === mac) continue;
      throw new RecoveryError('batch.serial-taken', { serial, unit: state.unit?.mac ?? state.port });
    }
  }

  #freeNumber(): number | undefined {
    if (this.#places.size < maxStations) return this.#places.size + 1;
    const spare = this.all.find(({ state }) => !state.plugged && state.phase.kind === 'empty');
    if (spare === undefined) return undefined;
    this.#places.delete(spare.state.id);
    return spare.state.number;
  }
}
