import { isGoodOutcome } from '../engine/events.ts';
import type { JobRecord } from '../records/record.ts';
import { summarizeRecord } from '../records/record-summary.ts';
import type { LabelContent, LabelNote } from './label.ts';

/** The label of the unit that a record is about; the serial number is the record's own unless another one was scanned. */
export function labelOfRecord(record: JobRecord, serial = record.body.serial): LabelContent {
  const { product, versionAfter, mac, at, workOrder, simulated, outcome } = summarizeRecord(record);
  const isRecovered = isGoodOutcome(outcome);
  const notes: LabelNote[] = [];
  if (simulated) notes.push('simulated');
  if (!isRecovered) notes.push('not-recovered');
  return { product, version: isRecovered ? versionAfter : undefined, mac, serial, date: at, workOrder, notes };
}
