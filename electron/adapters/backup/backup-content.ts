import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createDeflate, createInflate } from 'node:zlib';
import type { BackupPiece } from '../../core/engine/backup-store.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import {
  type BackupHeader,
  encodeBackupHeader,
  maxHeaderBytes,
  parseBackupHeader,
  totalBytes,
} from './backup-header.ts';

/**
 * What lies inside the encryption: one line of JSON (`BackupHeader`), a line feed, and the pieces' bytes in that order
 * as one zlib stream. With `age -d` and any zlib the owner can read it without this program.
 */
export async function* encodeBackup(header: BackupHeader, pieces: readonly BackupPiece[]): AsyncIterable<Uint8Array> {
  yield encodeBackupHeader(header);
  const compressed = createDeflate();
  const feeding = pipeline(Readable.from(pieces.map(({ bytes }) => bytes)), compressed);
  yield* compressed;
  await feeding;
}

/** The backup `id` from its decrypted bytes, every digest checked. Throws `backup.unreadable`. */
export async function readBackup(
  id: string,
  content: AsyncIterable<Uint8Array>,
): Promise<{ readonly header: BackupHeader; readonly pieces: readonly BackupPiece[] }> {
  const chunks = content[Symbol.asyncIterator]();
  try {
    const { line, rest } = await takeLine(id, chunks);
    const header = parseBackupHeader(id, line);
    const bytes = await inflateExactly(id, rest, totalBytes(header.pieces));
    return { header, pieces: cutPieces(header, bytes) };
  } finally {
    await chunks.return?.();
  }
}

/** SHA-256 in native code: a flash of 16 MiB is hashed on every save and load. */
export function nativeSha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

type Chunks = AsyncIterator<Uint8Array, unknown>;

/** The first line, and everything behind it. */
async function takeLine(id: string, chunks: Chunks): Promise<{ line: Uint8Array; rest: AsyncIterable<Uint8Array> }> {
  let held = new Uint8Array(0);
  while (held.length <= maxHeaderBytes) {
    const end = held.indexOf(0x0a);
    if (end >= 0) return { line: held.subarray(0, end), rest: chained(held.subarray(end + 1), chunks) };
    const next = await chunks.next();
    if (next.done === true) break;
    held = Uint8Array.from(Buffer.concat([held, next.value]));
  }
  throw new RecoveryError('backup.unreadable', { id, reason: 'header' });
}

async function* chained(first: Uint8Array, chunks: Chunks): AsyncIterable<Uint8Array> {
  yield first;
  for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) yield next.value;
}

/** Inflates to exactly the length that the header promised: a stream that swells is stopped at its first byte too many. */
async function inflateExactly(id: string, source: AsyncIterable<Uint8Array>, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  await pipeline(source, createInflate(), async (inflated: AsyncIterable<Uint8Array>) => {
    for await (const chunk of inflated) {
      if (filled + chunk.length > length) throw new RecoveryError('backup.unreadable', { id, reason: 'size' });
      bytes.set(chunk, filled);
      filled += chunk.length;
    }
  });
  if (filled !== length) throw new RecoveryError('backup.unreadable', { id, reason: 'size' });
  return bytes;
}

function cutPieces({ id, pieces }: BackupHeader, bytes: Uint8Array): BackupPiece[] {
  let at = 0;
  return pieces.map(({ offset, length, sha256 }) => {
    const piece = bytes.subarray(at, at + length);
    at += length;
    if (nativeSha256(piece) !== sha256) throw new RecoveryError('backup.unreadable', { id, reason: 'sha256' });
    return { offset, bytes: piece };
  });
}
