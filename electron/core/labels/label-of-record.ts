import type { JobOutcome } from '../engine/events.ts';
import type { ChainedRecord } from '../records/record.ts';
import { summarizeRecord } from '../records/record-summary.ts';
import type { LabelContent, LabelNote } from './label.ts';

const recovered: ReadonlySet<string> = new Set<JobOutcome>(['recovered', 'boots-cable-only', 'boots-unjudged']);

/** The label of the unit that a record is about; `serial` is what was scanned or typed. */
export function labelOfRecord(record: ChainedRecord, serial?: string): LabelContent {
  const { product, versionAfter, mac, at, workOrder, simulated, outcome } = summarizeRecord(record);
  const isRecovered = recovered.has(outcome);
  const notes: LabelNote[] = [];
  if (simulated) notes.push('simulated');
  if (!isRecovered) notes.push('not-recovered');
  return { product, version: isRecovered ? versionAfter : undefined, mac, serial, date: at, workOrder, notes };
}
