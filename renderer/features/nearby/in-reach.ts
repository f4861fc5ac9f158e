import type { HostState, NearbyEntity } from '../../../electron/contract/state.ts';

/** Units to choose from, the strongest first, and the devices of others that are in the air as well. */
export interface InReach {
  readonly units: readonly NearbyEntity[];
  readonly others: readonly NearbyEntity[];
}

const maxShown = 30;
/** Readings jump by some decibels: rows must not change places under a person's finger. */
const stepDbm = 8;

/** `product` is the one that is looked for: its units stand before those of others. */
export function inReach(nearby: HostState['nearby'], product?: string): InReach {
  const sorted = Object.values(nearby).toSorted(
    (a, b) => ofProduct(b, product) - ofProduct(a, product) || stepOf(b) - stepOf(a) || (a.id < b.id ? -1 : 1),
  );
  return {
    units: sorted.filter(({ kind }) => kind === 'provisioning').slice(0, maxShown),
    others: sorted.filter(({ kind }) => kind === 'other').slice(0, maxShown),
  };
}

function ofProduct(unit: NearbyEntity, product: string | undefined): number {
  return product !== undefined && unit.product === product ? 1 : 0;
}

function stepOf({ rssi = -120 }: NearbyEntity): number {
  return Math.round(rssi / stepDbm);
}
