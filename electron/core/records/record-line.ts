import { canonicalJson } from '../bytes/canonical-json.ts';
import { sha256Hex } from '../bytes/digest.ts';
import { malformed, type Parsed, parsed } from '../formats/parsed.ts';
import { recordEnvelopeSchema } from './record-schema.ts';

/** Longest line that is read: facts of a 45-root trust store before and after stay below 300 KiB. */
export const maxRecordLineBytes = 4 << 20;

/** What ties a record into the chain. The body is looked into only where it is needed: newer ones still verify. */
export interface RecordEnvelope {
  readonly sequence: number;
  readonly previous: string;
  readonly hash: string;
  readonly signature: string;
  readonly body: unknown;
}

/** The line that a record is kept as: canonical JSON and a line feed, the same bytes for the same record. */
export function encodeRecordLine(record: RecordEnvelope): Uint8Array {
  return new TextEncoder().encode(`${canonicalJson(record)}\n`);
}

/**
 * A line without its line feed. Only the canonical bytes of a record are accepted, so that no byte of the file can
 * change without being noticed. The body is not checked here.
 */
export function parseRecordLine(line: Uint8Array): Parsed<RecordEnvelope> {
  if (line.length > maxRecordLineBytes) return malformed('record.too-long', maxRecordLineBytes);
  const value = parseCanonicalJson(line);
  if (!value.ok) return value;
  const envelope = recordEnvelopeSchema.safeParse(value.value);
  return envelope.success ? parsed(envelope.data) : malformed('record.bad-shape', 0);
}

/** SHA-256 over the canonical JSON of everything in the record but its hash and signature. */
export function recordHash(record: object): string {
  return sha256Hex(new TextEncoder().encode(canonicalJson({ ...record, hash: undefined, signature: undefined })));
}

function parseCanonicalJson(line: Uint8Array): Parsed<unknown> {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(line);
    const value: unknown = JSON.parse(text);
    return canonicalJson(value) === text ? parsed(value) : malformed('record.not-canonical', 0);
  } catch {
    // Bad UTF-8, bad JSON, or JSON nested more deeply than this engine's stack.
    return malformed('record.bad-json', 0);
  }
}
