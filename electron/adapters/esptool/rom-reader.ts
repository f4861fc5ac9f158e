import { sameBytes } from '../../core/bytes/byte-view.ts';
import { md5 } from '../../core/bytes/digest.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import { md5OnUnit } from './digest.ts';
import { opcode, words } from './protocol.ts';
import type { Session } from './session.ts';
import type { PieceOptions } from './stub-reader.ts';

/** What one SPI_FLASH_READ of a ROM gives (FORMATS §10.2). */
const readLength = 64;

/** Reads into `target` 64 bytes at a time and proves it by the ROM's own MD5. Throws as `readPiece` does. */
export async function readPieceFromRom(
  session: Session,
  offset: number,
  target: Uint8Array,
  { onPacket, signal }: PieceOptions,
): Promise<void> {
  for (let done = 0; done < target.length; ) {
    signal?.throwIfAborted();
    const length = Math.min(readLength, target.length - done);
    const { data } = await session.commands.request(opcode.spiFlashRead, words(offset + done, length));
    target.set(data.subarray(0, length), done);
    done += length;
    onPacket(done);
  }
  if (!sameBytes(await md5OnUnit(session, offset, target.length), md5(target))) {
    throw new RecoveryError('loader.digest-mismatch', { offset, length: target.length });
  }
}
