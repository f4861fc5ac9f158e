import type { StationPhase, StationState } from '../../core/batch/station.ts';
import { type UnrecordedUnit, unrecordedUnitSchema } from '../../core/records/unrecorded-unit.ts';
import type { Workspace } from '../workspace.ts';
import type { BatchRequest } from './batch.ts';

const folder = 'batches';

/** How a unit ended of which no record was written. */
interface UnrecordedEnd {
  readonly at: string;
  readonly station: StationState;
  readonly phase: StationPhase;
}

/**
 * Notes a unit that was set aside or failed before its first write, so that the shift's report is whole. A log that
 * cannot be written stops no batch.
 */
export async function logUnrecorded(
  batchId: string,
  { at, station: { port, unit }, phase }: UnrecordedEnd,
  { operator, workOrder }: Pick<BatchRequest, 'operator' | 'workOrder'>,
  { store }: Workspace,
): Promise<void> {
  if (phase.kind !== 'set-aside' && phase.kind !== 'failed') return;
  const { mac, serial } = unit ?? {};
  const entry: UnrecordedUnit = { at, operator, workOrder, port, mac, serial, end: phase.kind, ...phase.reason };
  const line = new TextEncoder().encode(`${JSON.stringify(entry)}\n`);
  await store.append(`${folder}/${batchId}.jsonl`, line).catch(() => undefined);
}

/** Such units of all batches in order of time; a line that cannot be read is passed over. */
export async function unrecordedUnits({ store }: Workspace): Promise<readonly UnrecordedUnit[]> {
  const units: UnrecordedUnit[] = [];
  for (const name of await store.list(folder)) {
    const lines = new TextDecoder().decode(await store.read(name)).split('\n');
    units.push(...lines.map(parseLine).filter((unit) => unit !== undefined));
  }
  return units.sort((a, b) => (a.at < b.at ? -1 : 1));
}

function parseLine(line: string): UnrecordedUnit | undefined {
  try {
    return unrecordedUnitSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
