import type { ChainedRecord } from './record.ts';
import { type RecordSummary, summarizeRecord } from './record-summary.ts';

const columns = [
  'sequence',
  'at',
  'id',
  'station',
  'operator',
  'workOrder',
  'serial',
  'simulated',
  'mac',
  'chip',
  'channel',
  'product',
  'versionBefore',
  'versionTarget',
  'versionAfter',
  'verdictBefore',
  'verdictAfter',
  'outcome',
  'unitState',
  'errorCode',
  'preservedIntact',
  'durationMs',
  'backupId',
  'planHash',
  'hash',
  'kind',
  'target',
] as const satisfies readonly (keyof RecordSummary)[];

/** Records as CSV (RFC 4180, one header line, CRLF), line by line. Column names are the members of `RecordSummary`. */
export async function* exportCsv(records: AsyncIterable<ChainedRecord>): AsyncIterable<string> {
  yield csvLine(columns);
  for await (const record of records) {
    const summary = summarizeRecord(record);
    yield csvLine(columns.map((column) => String(summary[column] ?? '')));
  }
}

/** One line of such a file. */
export function csvLine(fields: readonly string[]): string {
  return `${fields.map(csvField).join(',')}\r\n`;
}

/**
 * A spreadsheet runs a field that begins with `=`, `+`, `-`, `@`, tab or carriage return as a formula, quoted or not:
 * such a field gets an apostrophe in front, which spreadsheets take as "this is text".
 */
function csvField(value: string): string {
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n\t']/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}
