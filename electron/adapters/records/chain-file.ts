import { z } from 'zod';
import { canonicalJson } from '../../core/bytes/canonical-json.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { Parsed } from '../../core/formats/parsed.ts';
import type { ChainHead } from '../../core/records/chain.ts';
import type { ChainedRecord } from '../../core/records/record.ts';
import { maxRecordLineBytes, parseRecordLine } from '../../core/records/record-line.ts';
import { parseAnyBody } from '../../core/records/record-schema.ts';
import { splitLines } from '../../core/records/split-lines.ts';
import type { FileStore } from '../store/file-store.ts';

/** The records, one line each. */
export const chainFile = 'records/chain.jsonl';

const headFile = 'records/head.json';

/** The last record whose writing was completed, and the size of the chain file then. */
export interface AcknowledgedHead extends ChainHead {
  readonly bytes: number;
}

const headSchema = z.object({ sequence: z.number().int(), hash: z.string(), bytes: z.number().int() });

/** Undefined before the first record, and where the file beside the chain was lost: the chain then stands for itself. */
export async function readAcknowledged(store: FileStore): Promise<AcknowledgedHead | undefined> {
  const bytes = await store.read(headFile);
  if (bytes === undefined) return undefined;
  try {
    return headSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return undefined;
  }
}

export async function writeAcknowledged(store: FileStore, head: AcknowledgedHead): Promise<void> {
  await store.replace(headFile, new TextEncoder().encode(canonicalJson(head)));
}

/** The chain file's bytes from a position on; nothing where there is no record yet. */
export async function* chainBytes(store: FileStore, start = 0): AsyncIterable<Uint8Array> {
  if ((await store.size(chainFile)) > start) yield* store.stream(chainFile, start);
}

/** A record and where its line stands in the chain file; the line feed is not counted. */
export interface PlacedRecord {
  readonly record: ChainedRecord;
  readonly offset: number;
  readonly length: number;
}

/**
 * The records from the line on that begins at `start`. Only their shape is checked: `verifyChain` checks the rest. A
 * last line without an end is not a record yet. Throws `record.unreadable`.
 */
export async function* readRecords(store: FileStore, start = 0, before = 0): AsyncIterable<PlacedRecord> {
  let sequence = before;
  for await (const line of splitLines(chainBytes(store, start), maxRecordLineBytes)) {
    sequence++;
    if (!line.terminated) return;
    const record = parseRecord(line.bytes);
    if (!record.ok) throw new RecoveryError('record.unreadable', { sequence, reason: record.problem.code });
    yield { record: record.value, offset: start + line.offset, length: line.bytes.length };
  }
}

function parseRecord(line: Uint8Array): Parsed<ChainedRecord> {
  const envelope = parseRecordLine(line);
  if (!envelope.ok) return envelope;
  const body = parseAnyBody(envelope.value.body);
  return body.ok ? { ok: true, value: { ...envelope.value, body: body.value } as ChainedRecord } : body;
}
