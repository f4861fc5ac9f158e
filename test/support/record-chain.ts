import { appendRecord, type ChainHead } from '../../electron/core/records/chain.ts';
import type { ChainedRecord, RecordOf } from '../../electron/core/records/record.ts';
import { generateStationKey, importRecordKey, importRecordSigner } from '../../electron/core/records/record-keys.ts';
import { encodeRecordLine } from '../../electron/core/records/record-line.ts';

const pair = await generateStationKey();

/** The key pair of the tests' station. */
export const signer = await importRecordSigner(pair.pkcs8);
export const trustedKey = await importRecordKey(pair.spki);

/** The lines of a chain of these bodies. */
export async function chainLines(bodies: readonly ChainedRecord['body'][]): Promise<Uint8Array[]> {
  return (await chainOf(bodies)).map(encodeRecordLine);
}

export async function chainOf<Body extends ChainedRecord['body']>(bodies: readonly Body[]): Promise<RecordOf<Body>[]> {
  const records: RecordOf<Body>[] = [];
  let head: ChainHead | undefined;
  for (const body of bodies) {
    const record = await appendRecord(head, body, signer);
    records.push(record);
    head = record;
  }
  return records;
}

/** Bytes as a file reader gives them: in pieces that know nothing of lines. */
export async function* inPieces(bytes: Uint8Array, pieceBytes = 1000): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}
