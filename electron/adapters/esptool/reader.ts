import type { TransferOptions } from '../../core/interfaces/flash-loader.ts';
import { withRetries } from './retries.ts';
import { readPieceFromRom } from './rom-reader.ts';
import { demandInside, demandReadable, type Session } from './session.ts';
import { readPiece } from './stub-reader.ts';

/** What one fault costs at most to read again. */
const stubPieceLength = 0x40000;
const romPieceLength = 0x4000;

/**
 * Reads a range in pieces, each with its digest checked and read again where it differs (ESPTOOL-JS R1–R6). Throws
 * `loader.out-of-range`, `loader.not-available`, the last failure of a piece, or the signal's reason.
 */
export async function readFlash(
  session: Session,
  offset: number,
  length: number,
  { onProgress, signal }: TransferOptions = {},
): Promise<Uint8Array> {
  demandReadable(session);
  demandInside(session, offset, length);
  const result = new Uint8Array(length);
  const pieceLength = session.mode === 'stub' ? stubPieceLength : romPieceLength;
  for (let at = 0; at < length; at += pieceLength) {
    const target = result.subarray(at, at + pieceLength);
    await withRetries(session, signal, async () => {
      const options = { onPacket: (done: number) => onProgress?.(at + done, length), signal };
      if (session.mode === 'stub') await readPiece(session, offset + at, target, options);
      else await readPieceFromRom(session, offset + at, target, options);
    });
  }
  return result;
}
