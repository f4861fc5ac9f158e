import { decodeBase64, encodeBase64 } from '../bytes/base64.ts';
import { canonicalJson } from '../bytes/canonical-json.ts';
import { decodeHex } from '../bytes/hex.ts';
import type { ChainedRecord, RecordOf } from './record.ts';
import type { RecordKey, RecordSigner } from './record-keys.ts';
import { maxRecordLineBytes, parseRecordLine, type RecordEnvelope, recordHash } from './record-line.ts';
import { type FileLine, splitLines } from './split-lines.ts';

/** The last record of a chain: whoever knows it notices when lines are missing at the end. */
export interface ChainHead {
  readonly sequence: number;
  readonly hash: string;
}

/** What is wrong with a chain, at the record that was expected there. */
export interface ChainProblem {
  readonly code: 'record.chain-broken' | 'record.bad-signature' | 'record.unreadable' | 'record.torn-tail';
  readonly sequence: number;
  /** Which rule does not hold; for the message. */
  readonly reason: 'order' | 'hash' | 'missing' | 'signature' | 'format' | 'incomplete';
}

export interface ChainCheck {
  /** The last record up to which everything holds; undefined when there is none. */
  readonly head: ChainHead | undefined;
  /** Bytes of the file up to the end of that record. */
  readonly validBytes: number;
  /** The first thing that is wrong; nothing after it was looked at. `record.torn-tail` alone can be repaired by cutting. */
  readonly problem: ChainProblem | undefined;
}

const noRecord: ChainHead = { sequence: 0, hash: '0'.repeat(64) };

/** The next record of a chain, counted from 1. Its body is what a reader of the line will get: members that are undefined are gone. */
export async function appendRecord<Body extends ChainedRecord['body']>(
  previous: ChainHead | undefined,
  body: Body,
  signer: RecordSigner,
): Promise<RecordOf<Body>> {
  const { sequence, hash: previousHash } = previous ?? noRecord;
  const content = {
    sequence: sequence + 1,
    previous: previousHash,
    body: JSON.parse(canonicalJson(body)) as Body,
  };
  const hash = recordHash(content);
  return { ...content, hash, signature: encodeBase64(await signer.sign(decodeHex(hash))) };
}

/**
 * Checks a chain file line by line, in the memory of one line: format, order, hash, and the signature of each line by
 * one of the trusted keys. `acknowledged` is a record that is known to have been written (kept beside the chain, or
 * printed on a report): a chain that ends before it, or holds another in its place, is broken.
 */
export async function verifyChain(
  chunks: AsyncIterable<Uint8Array>,
  trustedKeys: readonly RecordKey[],
  acknowledged?: ChainHead,
): Promise<ChainCheck> {
  let head: ChainHead | undefined;
  let validBytes = 0;
  for await (const line of splitLines(chunks, maxRecordLineBytes)) {
    const next = await checkLine(line, head ?? noRecord, trustedKeys, acknowledged);
    if ('code' in next) return { head, validBytes, problem: next };
    head = next;
    validBytes = line.offset + line.bytes.length + 1;
  }
  return { head, validBytes, problem: missingEnd(head ?? noRecord, acknowledged) };
}

async function checkLine(
  line: FileLine,
  previous: ChainHead,
  keys: readonly RecordKey[],
  acknowledged: ChainHead | undefined,
): Promise<ChainHead | ChainProblem> {
  const sequence = previous.sequence + 1;
  if (!line.terminated) {
    return missingEnd(previous, acknowledged) ?? { code: 'record.torn-tail', sequence, reason: 'incomplete' };
  }
  const record = parseRecordLine(line.bytes);
  if (!record.ok) return { code: 'record.unreadable', sequence, reason: 'format' };
  const { hash } = record.value;
  if (record.value.sequence !== sequence || record.value.previous !== previous.hash) {
    return { code: 'record.chain-broken', sequence, reason: 'order' };
  }
  if (recordHash(record.value) !== hash || (acknowledged?.sequence === sequence && acknowledged.hash !== hash)) {
    return { code: 'record.chain-broken', sequence, reason: 'hash' };
  }
  return (await isSigned(record.value, keys))
    ? { sequence, hash }
    : { code: 'record.bad-signature', sequence, reason: 'signature' };
}

function missingEnd(head: ChainHead, acknowledged: ChainHead | undefined): ChainProblem | undefined {
  if (acknowledged === undefined || head.sequence >= acknowledged.sequence) return undefined;
  return { code: 'record.chain-broken', sequence: head.sequence + 1, reason: 'missing' };
}

async function isSigned(record: RecordEnvelope, keys: readonly RecordKey[]): Promise<boolean> {
  const signature = decodeSignature(record.signature);
  if (signature === undefined) return false;
  const message = decodeHex(record.hash);
  for (const key of keys) if (await key.verify(signature, message)) return true;
  return false;
}

function decodeSignature(text: string): Uint8Array | undefined {
  try {
    return decodeBase64(text);
  } catch {
    return undefined;
  }
}
