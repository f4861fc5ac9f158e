import { isGoodOutcome } from '../engine/events.ts';
import type { RecordSummary } from './record-summary.ts';
import type { UnrecordedUnit } from './unrecorded-unit.ts';

/** What one station did in a span of time. */
export interface Shift {
  readonly station: string;
  /** ISO 8601 moments or dates, as asked for. */
  readonly from: string;
  readonly to: string;
  readonly operators: readonly string[];
  readonly workOrders: readonly string[];
  /** In order of time. */
  readonly records: readonly RecordSummary[];
  /** Units of batches that nothing was written to. */
  readonly unrecorded: readonly UnrecordedUnit[];
}

export interface ShiftCount {
  readonly units: number;
  readonly recovered: number;
  readonly setAside: number;
  readonly failed: number;
}

/** Who worked and for which orders follows from what was done; records of credentials are no jobs. */
export function shiftOf(
  span: Pick<Shift, 'station' | 'from' | 'to'>,
  records: readonly RecordSummary[],
  unrecorded: readonly UnrecordedUnit[],
): Shift {
  const jobs = records.filter(({ kind }) => kind === 'job');
  const all = [...jobs, ...unrecorded];
  const orders = all.map(({ workOrder }) => workOrder).filter((order) => order !== undefined);
  return {
    ...span,
    operators: [...new Set(all.map(({ operator }) => operator))],
    workOrders: [...new Set(orders)],
    records: jobs,
    unrecorded,
  };
}

/** Every unit once, by the last that happened to it; one that never said who it is counts by its port. */
export function countShift({ records, unrecorded }: Shift): ShiftCount {
  const ends = [
    ...records.map(({ at, mac, outcome }) => ({ at, unit: mac, end: isGoodOutcome(outcome) ? 'recovered' : 'failed' })),
    ...unrecorded.map(({ at, mac, port, end }) => ({ at, unit: mac ?? port, end })),
  ];
  const last = new Map(ends.sort((a, b) => (a.at < b.at ? -1 : 1)).map(({ unit, end }) => [unit, end]));
  const count = (wanted: string) => [...last.values()].filter((end) => end === wanted).length;
  return {
    units: last.size,
    recovered: count('recovered'),
    setAside: count('set-aside'),
    failed: count('failed'),
  };
}
