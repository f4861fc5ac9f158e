import type { TransferOptions } from '../../core/interfaces/flash-loader.ts';
import { readFromRom } from './read-rom.ts';
import { readFromStub } from './read-stub.ts';
import { isTransient, recoverLink } from './recover-link.ts';
import { demandMode, type Session } from './session.ts';

/** What is read again when one bit flips: little through a ROM, which is slow. */
const stubPieceBytes = 0x100000;
const romPieceBytes = 0x4000;
const maxFailuresInRow = 6;

/** Reads a range in pieces, each with its digest; a piece that fails is read again. */
export async function readFlash(
  session: Session,
  offset: number,
  length: number,
  { onProgress, signal }: TransferOptions,
): Promise<Uint8Array> {
  demandMode(session, 'read', 'stub', 'rom');
  const [readPiece, pieceBytes] =
    session.mode === 'stub' ? [readFromStub, stubPieceBytes] : [readFromRom, romPieceBytes];
  const bytes = new Uint8Array(length);
  let failures = 0;
  let at = 0;
  while (at < length) {
    const piece = bytes.subarray(at, at + pieceBytes);
    const base = at;
    try {
      await readPiece(session, offset + at, piece, (done) => onProgress?.(base + done, length), signal);
      at += piece.length;
      failures = 0;
    } catch (error) {
      if (!isTransient(error) || ++failures > maxFailuresInRow) throw error;
      await recoverLink(session, error, failures);
    }
  }
  return bytes;
}
