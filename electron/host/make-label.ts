import { RecoveryError } from '../core/errors/recovery-error.ts';
import type { LabelSize } from '../core/labels/label.ts';
import { labelOfRecord } from '../core/labels/label-of-record.ts';
import type { SymbolType } from '../core/labels/symbol.ts';
import type { PictureTexts } from '../core/pictures/svg.ts';
import { isJobRecord, type JobRecord } from '../core/records/record.ts';
import type { Workspace } from './workspace.ts';

export interface LabelRequest {
  /** Number or id of a record; the newest one where absent. */
  readonly record?: string | undefined;
  readonly type: SymbolType;
  readonly serial?: string | undefined;
  readonly size?: LabelSize | undefined;
}

/** The label of a recorded unit as SVG. Throws `label.no-record` and `label.unsuitable`. */
export async function makeLabel(
  { record: name, type, serial, size }: LabelRequest,
  texts: PictureTexts,
  workspace: Workspace,
): Promise<{ readonly svg: string; readonly record: JobRecord }> {
  const record = await findRecord(name, workspace);
  if (record === undefined) throw new RecoveryError('label.no-record', { id: name ?? '' });
  // The library is large, and most commands print no label.
  const { renderLabel } = await import('../core/labels/label.ts');
  return { svg: renderLabel(labelOfRecord(record, serial), type, texts, size), record };
}

async function findRecord(name: string | undefined, { records }: Workspace): Promise<JobRecord | undefined> {
  const jobAt = async (sequence: number) => {
    const record = await records.find(sequence);
    return record !== undefined && isJobRecord(record) ? record : undefined;
  };
  if (name !== undefined && /^\d{1,9}$/.test(name)) return jobAt(Number(name));
  const jobs = (await records.search({})).filter(({ kind }) => kind === 'job');
  const found = jobs.findLast(({ id }) => name === undefined || id === name);
  return found && jobAt(found.sequence);
}
