import type { UnitEnd } from '../../core/batch/batch-state.ts';
import { csvLine } from '../../core/records/export-csv.ts';
import type { RecordSummary } from '../../core/records/record-summary.ts';
import { shiftOf } from '../../core/records/shift.ts';
import { renderShiftReport } from '../../core/records/shift-report.ts';
import type { UnrecordedUnit } from '../../core/records/unrecorded-unit.ts';
import { unrecordedUnits } from '../batch/unrecorded-units.ts';
import type { Texts } from '../locale-texts.ts';
import { isoTime } from '../run-job.ts';
import { stationName } from '../station-name.ts';
import type { OpenBatch } from './batch-desk.ts';

interface Evidence {
  readonly from: string;
  readonly to: string;
  readonly records: readonly RecordSummary[];
  readonly unrecorded: readonly UnrecordedUnit[];
}

/** The page of what this station did since the batch began. */
export async function batchReport(open: OpenBatch, texts: Texts): Promise<string> {
  const { from, to, records, unrecorded } = await evidenceOf(open);
  return renderShiftReport(shiftOf({ station: stationName(), from, to }, records, unrecorded), texts);
}

/** Every unit of the batch once as a file, base64: CSV with one line each, or the batch and its units as JSON. */
export async function exportBatch(open: OpenBatch, format: 'csv' | 'json'): Promise<string> {
  const evidence = await evidenceOf(open);
  const units = open.batch.units().map((end) => describeUnit(end, evidence));
  const text =
    format === 'json'
      ? `${JSON.stringify({ schema: 1, batch: open.batch.state(), units }, undefined, 2)}\n`
      : [columns, ...units.map((unit) => columns.map((column) => String(unit[column] ?? '')))].map(csvLine).join('');
  return Buffer.from(text).toString('base64');
}

async function evidenceOf({ batch, workspace }: OpenBatch): Promise<Evidence> {
  const from = batch.state().startedAt;
  const to = isoTime(workspace.clock);
  const unrecorded = (await unrecordedUnits(workspace)).filter(({ at }) => at >= from && at <= to);
  const records = (await workspace.records.search({ from, to })).filter(({ kind }) => kind === 'job');
  return { from, to, records, unrecorded };
}

const columns = [
  'unit',
  'serial',
  'end',
  'at',
  'operator',
  'workOrder',
  'versionBefore',
  'versionAfter',
  'outcome',
  'code',
  'record',
] as const;

type UnitRow = Readonly<Partial<Record<(typeof columns)[number], string | number | undefined>>>;

/** What is known of a unit by its last record, or by what was noted where there is none. */
function describeUnit({ unit, end, serial }: UnitEnd, { records, unrecorded }: Evidence): UnitRow {
  const record = records.findLast(({ mac }) => mac === unit);
  const note = unrecorded.findLast(({ mac, port }) => (mac ?? port) === unit);
  if (note !== undefined && (record === undefined || note.at > record.at)) {
    const { at, operator, workOrder, code } = note;
    return { unit, serial, end, at, operator, workOrder, code };
  }
  if (record === undefined) return { unit, serial, end };
  const { at, operator, workOrder, versionBefore, versionAfter, outcome, errorCode, sequence } = record;
  return {
    ...{ unit, serial, end, at, operator, workOrder, versionBefore, versionAfter, outcome },
    code: errorCode,
    record: sequence,
  };
}
