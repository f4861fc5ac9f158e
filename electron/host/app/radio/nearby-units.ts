import type { NearbyEntity, RadioEntity } from '../../../contract/state.ts';
import { RecoveryError } from '../../../core/errors/recovery-error.ts';
import type { BleAdvertisement, BleCentral } from '../../../core/interfaces/ble-central.ts';
import type { Clock } from '../../../core/interfaces/machine.ts';
import { findByLabelName } from '../../../core/provisioning/ble/name-match.ts';
import { errorEnvelope } from '../error-envelope.ts';
import { harmlessText } from '../harmless-text.ts';
import type { StateStore } from '../state-store.ts';

/** What a unit is by how it advertises. */
export type Sighting = Pick<NearbyEntity, 'kind' | 'product' | 'productName'>;

export interface NearbyOptions {
  readonly central: BleCentral;
  readonly state: StateStore;
  readonly clock: Clock;
  readonly classify: (advertisement: BleAdvertisement) => Sighting;
}

/** Units in reach of Bluetooth, as entities, while somebody looks for them. */
export interface NearbyUnits {
  /** Begins to look, or goes on looking; how it goes is the radio's entity. */
  begin(): void;
  end(): void;
  /** The target of the unit that advertises this name; the strongest where several do. */
  targetNamed(name: string): string | undefined;
  has(target: string): boolean;
  /** Ends looking and takes everything from the screens. Never rejects. */
  close(): Promise<void>;
}

/** A screen that goes on showing units asks again in time. */
const lookMs = 120_000;
/** Longer than any advertising interval that products use, missed a few times. */
const forgetMs = 30_000;
const sweepMs = 5_000;
const maxUnits = 200;
/** The share of a new reading: single readings jump by ten decibels. */
const smoothing = 0.3;
/** `lastSeen` is told in steps, so that a unit that stays is no change. */
const seenStepMs = 10_000;

interface Seen {
  readonly entity: NearbyEntity;
  readonly rssi: number | undefined;
  readonly atMs: number;
}

export function createNearbyUnits({ central, state, clock, classify }: NearbyOptions): NearbyUnits {
  const seen = new Map<string, Seen>();
  let looking: { readonly controller: AbortController; readonly ended: Promise<void> } | undefined;
  let endAt: NodeJS.Timeout | undefined;

  const tell = (radio: RadioEntity) => state.put('radio', '', radio);
  const note = (advertisement: BleAdvertisement) => {
    const id = `ble:${advertisement.id}`;
    const before = seen.get(id);
    if (before === undefined && seen.size >= maxUnits) return;
    const now = sightingOf(advertisement, before, clock, { ...classify(advertisement), simulated: central.simulated });
    seen.set(id, now);
    state.put('nearby', id, now.entity);
  };
  const sweep = () => {
    const nowMs = clock.monotonicMs();
    for (const [id, { atMs }] of seen) if (nowMs - atMs > forgetMs) forget(id);
  };
  const forget = (id: string) => {
    seen.delete(id);
    state.remove('nearby', id);
  };
  const look = async (signal: AbortSignal) => {
    const sweeping = setInterval(sweep, sweepMs);
    tell({ state: 'scanning' });
    try {
      await central.scan(note, signal);
      tell({ state: 'idle' });
    } catch (error) {
      tell(signal.aborted ? { state: 'idle' } : radioAfter(error));
      for (const id of [...seen.keys()]) forget(id);
    } finally {
      clearInterval(sweeping);
    }
  };
  const end = () => {
    clearTimeout(endAt);
    looking?.controller.abort();
    looking = undefined;
  };
  return {
    begin() {
      clearTimeout(endAt);
      endAt = setTimeout(end, lookMs);
      if (looking !== undefined) return;
      const controller = new AbortController();
      const mine = { controller, ended: look(controller.signal) };
      looking = mine;
      void mine.ended.finally(() => {
        if (looking === mine) looking = undefined;
      });
    },
    end,
    targetNamed(name) {
      const strongestFirst = [...seen.values()].sort((a, b) => (b.rssi ?? -127) - (a.rssi ?? -127));
      const shown = strongestFirst.map(({ entity }) => entity);
      return findByLabelName(shown, harmlessText(name))?.id;
    },
    has: (target) => seen.has(target),
    async close() {
      const last = looking?.ended;
      end();
      await last;
      await central.close();
      seen.clear();
      state.replaceAll('nearby', new Map());
      state.replaceAll('radio', new Map());
    },
  };
}

/** 127 stands for a strength that nobody measured (Core specification, vol. 4 part E §7.7.65.2). */
function strengthOf(measured: number, before: number | undefined): number | undefined {
  if (measured >= 127 || measured < -127) return before;
  return before === undefined ? measured : before + (measured - before) * smoothing;
}

function sightingOf(
  { id, name, rssi: measured }: BleAdvertisement,
  before: Seen | undefined,
  clock: Clock,
  what: Sighting & Pick<NearbyEntity, 'simulated'>,
): Seen {
  const rssi = strengthOf(measured, before?.rssi);
  const seenAt = Math.floor(clock.now() / seenStepMs) * seenStepMs;
  const entity: NearbyEntity = {
    id: `ble:${id}`,
    channel: 'ble',
    name: name === undefined ? (before?.entity.name ?? '') : harmlessText(name),
    ...(rssi !== undefined && { rssi: Math.round(rssi) }),
    ...what,
    lastSeen: new Date(seenAt).toISOString(),
  };
  return { entity, rssi, atMs: clock.monotonicMs() };
}

/** What keeps Bluetooth from being used has a state of its own; anything else is told as it is. */
function radioAfter(error: unknown): RadioEntity {
  const code = error instanceof RecoveryError ? error.code : '';
  const state = states[code] ?? 'stopped';
  return { state, error: errorEnvelope(error) };
}

const states: Readonly<Record<string, RadioEntity['state']>> = {
  'ble.off': 'off',
  'ble.unauthorized': 'unauthorized',
  'ble.no-adapter': 'no-adapter',
  'ble.not-installed': 'not-installed',
};
