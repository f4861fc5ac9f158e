import type { RecordStore } from '../../adapters/records/record-store.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import { exportCsv } from '../../core/records/export-csv.ts';
import type { ChainedRecord } from '../../core/records/record.ts';
import type { RecordQuery } from '../../core/records/record-query.ts';

const maxExportBytes = 60 << 20;

/** The records that match as a file, base64: CSV with one line each, or JSON Lines with all that is in them. Throws `file.too-large`. */
export async function exportRecords(
  records: RecordStore,
  query: RecordQuery,
  format: 'csv' | 'json',
  signal: AbortSignal,
): Promise<string> {
  const wanted = new Set((await records.search(query)).map(({ sequence }) => sequence));
  const found = matching(records, wanted, signal);
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const line of format === 'csv' ? exportCsv(found) : jsonLines(found)) {
    const bytes = encoder.encode(line);
    size += bytes.length;
    if (size > maxExportBytes) {
      throw new RecoveryError('file.too-large', { name: `records.${format}`, size, limit: maxExportBytes });
    }
    parts.push(bytes);
  }
  return Buffer.concat(parts).toString('base64');
}

async function* matching(
  records: RecordStore,
  wanted: ReadonlySet<number>,
  signal: AbortSignal,
): AsyncIterable<ChainedRecord> {
  if (wanted.size === 0) return;
  for await (const record of records.records()) {
    signal.throwIfAborted();
    if (wanted.has(record.sequence)) yield record;
  }
}

async function* jsonLines(records: AsyncIterable<ChainedRecord>): AsyncIterable<string> {
  for await (const record of records) yield `${JSON.stringify(record)}\n`;
}
