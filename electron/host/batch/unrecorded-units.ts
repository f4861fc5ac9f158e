import { type UnrecordedUnit, unrecordedUnitSchema } from '../../core/records/unrecorded-unit.ts';
import type { Workspace } from '../workspace.ts';

const folder = 'batches';

/** Notes a unit of a batch that has no record. Durable when resolved. */
export async function logUnrecorded(batchId: string, unit: UnrecordedUnit, { store }: Workspace): Promise<void> {
  await store.append(`${folder}/${batchId}.jsonl`, new TextEncoder().encode(`${JSON.stringify(unit)}\n`));
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
