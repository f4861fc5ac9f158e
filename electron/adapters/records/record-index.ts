import { rmSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { NormalizedQuery, SearchKeys } from '../../core/records/record-query.ts';
import type { RecordSummary } from '../../core/records/record-summary.ts';
import { loadSqlite } from './load-sqlite.ts';

/** Where a record stands in the chain file, and what a search compares with. */
export interface IndexEntry {
  readonly summary: RecordSummary;
  readonly keys: SearchKeys;
  readonly offset: number;
  /** Of the line, without its line feed. */
  readonly length: number;
}

export interface IndexedLine {
  readonly sequence: number;
  readonly offset: number;
  readonly length: number;
  readonly hash: string;
}

/** A search index over the chain file: nothing is in it that the file does not hold, so it may be deleted at any time. */
export interface RecordIndex {
  /** The last record that is in the index. */
  last(): IndexedLine | undefined;
  locate(sequence: number): IndexedLine | undefined;
  add(entries: readonly IndexEntry[]): void;
  clear(): void;
  /** Summaries in the order of the chain. */
  search(query: NormalizedQuery): RecordSummary[];
  close(): void;
}

// `user_version` changes with the columns and with what a summary holds; an index of another version is thrown away.
const indexVersion = 4;

const tables = `
  CREATE TABLE IF NOT EXISTS records (
    sequence INTEGER PRIMARY KEY, hash TEXT NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL,
    at TEXT NOT NULL, mac TEXT NOT NULL, operator TEXT NOT NULL, outcome TEXT NOT NULL, text TEXT NOT NULL,
    summary TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS records_by_mac ON records (mac);
  CREATE INDEX IF NOT EXISTS records_by_time ON records (at);
  PRAGMA user_version = ${indexVersion};`;

const selectLine = 'SELECT sequence, offset, length, hash FROM records';

const selectMatches = `
  SELECT summary FROM records
  WHERE substr(mac, 1, length(:mac)) = :mac AND (:operator = '' OR operator = :operator)
    AND (:outcome = '' OR outcome = :outcome) AND at >= :from AND at <= :to AND (:text = '' OR instr(text, :text) > 0)
  ORDER BY sequence`;

const insertRecord = `
  INSERT OR REPLACE INTO records VALUES (:sequence, :hash, :offset, :length, :at, :mac, :operator, :outcome, :text, :summary)`;

/** Opens the index, a damaged one as an empty one. Undefined where this Node has no SQLite or the file cannot be made. */
export function openRecordIndex(path: string): RecordIndex | undefined {
  const sqlite = loadSqlite();
  if (sqlite === undefined) return undefined;
  const database =
    openDatabase(() => new sqlite.DatabaseSync(path)) ??
    openDatabase(() => {
      removeIndex(path);
      return new sqlite.DatabaseSync(path);
    });
  return database && indexOn(database);
}

function openDatabase(open: () => DatabaseSync): DatabaseSync | undefined {
  let database: DatabaseSync | undefined;
  try {
    database = open();
    database.exec('PRAGMA busy_timeout = 5000; PRAGMA synchronous = OFF;');
    const { user_version: version } = database.prepare('PRAGMA user_version').get() ?? {};
    if (version !== indexVersion && version !== 0) throw new Error('index of another version');
    database.exec(tables);
    database.prepare(selectLine).get();
    return database;
  } catch {
    database?.close();
    return undefined;
  }
}

function removeIndex(path: string): void {
  for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(path + suffix, { force: true });
}

function indexOn(database: DatabaseSync): RecordIndex {
  const insert = database.prepare(insertRecord);
  return {
    last: () => asLine(database.prepare(`${selectLine} ORDER BY sequence DESC LIMIT 1`).get()),
    locate: (sequence) => asLine(database.prepare(`${selectLine} WHERE sequence = ?`).get(sequence)),
    add(entries) {
      database.exec('BEGIN IMMEDIATE');
      try {
        for (const { summary, keys, offset, length } of entries) {
          const { sequence, hash } = summary;
          insert.run({ sequence, hash, offset, length, ...keys, summary: JSON.stringify(summary) });
        }
        database.exec('COMMIT');
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      }
    },
    clear: () => database.exec('DELETE FROM records'),
    search: (query) =>
      database
        .prepare(selectMatches)
        .all({ ...query })
        .map(({ summary }) => JSON.parse(String(summary)) as RecordSummary),
    close: () => database.close(),
  };
}

function asLine(row: Record<string, unknown> | undefined): IndexedLine | undefined {
  if (row === undefined) return undefined;
  const { sequence, offset, length, hash } = row;
  return { sequence: Number(sequence), offset: Number(offset), length: Number(length), hash: String(hash) };
}
