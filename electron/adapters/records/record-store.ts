import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { SecretStore } from '../../core/interfaces/machine.ts';
import { appendRecord, type ChainCheck, type ChainHead, verifyChain } from '../../core/records/chain.ts';
import type { ChainedRecord, RecordOf } from '../../core/records/record.ts';
import { importRecordKey, importRecordSigner, type StationKeyPair } from '../../core/records/record-keys.ts';
import { encodeRecordLine } from '../../core/records/record-line.ts';
import type { RecordQuery } from '../../core/records/record-query.ts';
import type { RecordSummary } from '../../core/records/record-summary.ts';
import type { FileStore } from '../store/file-store.ts';
import { chainBytes, chainFile, readAcknowledged, readRecords, writeAcknowledged } from './chain-file.ts';
import { findRecord, searchRecords } from './find-records.ts';
import { stationKey } from './station-key.ts';

/** The records of this station: appended, never changed. */
export interface RecordStore {
  /** Adds a record at the end of the chain, signed; durable when resolved. A line torn by a power cut is set aside first. */
  append<Body extends ChainedRecord['body']>(body: Body): Promise<RecordOf<Body>>;
  /** Checks the whole chain, also against the last record that this station knows to have written. */
  verify(trustedKeys?: readonly Uint8Array[]): Promise<ChainCheck>;
  /** All records in order; nothing is checked but their shape. Throws `record.unreadable`. */
  records(): AsyncIterable<ChainedRecord>;
  find(sequence: number): Promise<ChainedRecord | undefined>;
  search(query: RecordQuery): Promise<readonly RecordSummary[]>;
  /** SubjectPublicKeyInfo of this station's key: what another station needs to verify these records. */
  publicKey(): Promise<Uint8Array>;
}

/** How long a record waits for another program that is verifying or appending. */
const waitMs = 30_000;

/** The record store in a data folder. The station's key is made on first use and stays in the secret store. */
export function openRecordStore(store: FileStore, secrets: SecretStore): RecordStore {
  const key = () => stationKey(store, secrets);
  return {
    append: (body) => withLock(store, async () => appendLine(store, await key(), body)),
    verify: (trustedKeys = []) => withLock(store, async () => verifyFile(store, [(await key()).spki, ...trustedKeys])),
    records: () => recordsOf(store),
    find: (sequence) => findRecord(store, sequence),
    search: (query) => searchRecords(store, query),
    publicKey: async () => (await key()).spki,
  };
}

async function* recordsOf(store: FileStore): AsyncIterable<ChainedRecord> {
  for await (const { record } of readRecords(store)) yield record;
}

async function withLock<T>(store: FileStore, action: () => Promise<T>): Promise<T> {
  const lock = await store.lock('records', { waitMs });
  try {
    return await action();
  } finally {
    await lock.release();
  }
}

async function appendLine<Body extends ChainedRecord['body']>(
  store: FileStore,
  key: StationKeyPair,
  body: Body,
): Promise<RecordOf<Body>> {
  const head = await settledHead(store, key.spki);
  const record = await appendRecord(head, body, await importRecordSigner(key.pkcs8));
  await store.append(chainFile, encodeRecordLine(record));
  const { sequence, hash } = record;
  await writeAcknowledged(store, { sequence, hash, bytes: await store.size(chainFile) });
  return record;
}

/**
 * The record to append to. Where the file ends as it was left, that is the acknowledged one; after a crash the chain is
 * checked, and a torn last line is kept in a file of its own before it is cut off.
 */
async function settledHead(store: FileStore, spki: Uint8Array): Promise<ChainHead | undefined> {
  const acknowledged = await readAcknowledged(store);
  if ((acknowledged?.bytes ?? 0) === (await store.size(chainFile))) return acknowledged;
  const { head, validBytes, problem } = await verifyFile(store, [spki]);
  if (problem === undefined) return head;
  if (problem.code !== 'record.torn-tail') {
    throw new RecoveryError(problem.code, { sequence: problem.sequence, reason: problem.reason });
  }
  await store.replaceFrom(`records/torn-${problem.sequence}.txt`, store.stream(chainFile, validBytes));
  await store.truncate(chainFile, validBytes);
  return head;
}

async function verifyFile(store: FileStore, trusted: readonly Uint8Array[]): Promise<ChainCheck> {
  const acknowledged = await readAcknowledged(store);
  const keys = await Promise.all(trusted.map(importRecordKey));
  return verifyChain(chainBytes(store), keys, acknowledged);
}
