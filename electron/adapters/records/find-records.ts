import type { ChainedRecord } from '../../core/records/record.ts';
import { matchesQuery, normalizeQuery, type RecordQuery, searchKeys } from '../../core/records/record-query.ts';
import { type RecordSummary, summarizeRecord } from '../../core/records/record-summary.ts';
import type { FileStore } from '../store/file-store.ts';
import { chainFile, readRecords } from './chain-file.ts';
import { type IndexEntry, type IndexedLine, openRecordIndex, type RecordIndex } from './record-index.ts';

const indexFile = 'records/index.sqlite';
const batchSize = 200;

/** Summaries of the records that match, in order: from the index, or from the chain file alone where none can be had. */
export async function searchRecords(store: FileStore, query: RecordQuery): Promise<readonly RecordSummary[]> {
  const normalized = normalizeQuery(query);
  return withIndex(
    store,
    async (index) => index.search(normalized),
    async () => {
      const found: RecordSummary[] = [];
      for await (const { record } of readRecords(store)) {
        const summary = summarizeRecord(record);
        if (matchesQuery(searchKeys(summary), normalized)) found.push(summary);
      }
      return found;
    },
  );
}

/** The record of that number, read from its place in the chain file. */
export async function findRecord(store: FileStore, sequence: number): Promise<ChainedRecord | undefined> {
  return withIndex(
    store,
    async (index) => {
      const line = index.locate(sequence);
      return line && recordAt(store, line);
    },
    async () => {
      for await (const { record } of readRecords(store)) if (record.sequence === sequence) return record;
      return undefined;
    },
  );
}

async function withIndex<T>(
  store: FileStore,
  indexed: (index: RecordIndex) => Promise<T>,
  plain: () => Promise<T>,
): Promise<T> {
  const index = (await store.size(chainFile)) > 0 ? openRecordIndex(store.path(indexFile)) : undefined;
  if (index === undefined) return plain();
  try {
    await refreshIndex(store, index);
    return await indexed(index);
  } catch (error) {
    if (isSqliteError(error)) return await plain();
    throw error;
  } finally {
    index.close();
  }
}

/** Brings the index up to the end of the chain; one that belongs to another chain is made anew. */
async function refreshIndex(store: FileStore, index: RecordIndex): Promise<void> {
  let last = index.last();
  if (last !== undefined && (await recordAt(store, last)) === undefined) {
    index.clear();
    last = undefined;
  }
  let batch: IndexEntry[] = [];
  for await (const { record, offset, length } of readRecords(store, endOf(last), last?.sequence)) {
    const summary = summarizeRecord(record);
    batch.push({ summary, keys: searchKeys(summary), offset, length });
    if (batch.length === batchSize) {
      index.add(batch);
      batch = [];
    }
  }
  if (batch.length > 0) index.add(batch);
}

function endOf(line: IndexedLine | undefined): number {
  return line === undefined ? 0 : line.offset + line.length + 1;
}

/** The record at that place, if it still is the one that was indexed. */
async function recordAt(store: FileStore, line: IndexedLine): Promise<ChainedRecord | undefined> {
  try {
    for await (const { record } of readRecords(store, line.offset, line.sequence - 1)) {
      return record.hash === line.hash ? record : undefined;
    }
  } catch {
    // The chain file is another one now: whatever stands there is no record of ours.
  }
  return undefined;
}

function isSqliteError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR';
}
