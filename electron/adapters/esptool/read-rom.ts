import { sameBytes } from '../../core/bytes/byte-view.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import { md5Of, md5OfFlash } from './md5.ts';
import { opcode, words } from './opcodes.ts';
import type { Session } from './session.ts';

/** A ROM gives 64 bytes a request (FORMATS §10.2): a few KiB a second. */
const pieceBytes = 64;

/** Reads a range through the ROM, then compares its MD5 with the one that the ROM computes. Throws `loader.digest-mismatch`. */
export async function readFromRom(
  session: Session,
  offset: number,
  into: Uint8Array,
  onBytes: (done: number) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (let at = 0; at < into.length; at += pieceBytes) {
    signal?.throwIfAborted();
    const length = Math.min(pieceBytes, into.length - at);
    const { data } = await session.channel.command(opcode.readFlashSlow, words(offset + at, length));
    into.set(data.subarray(0, length), at);
    onBytes(at + length);
  }
  if (!sameBytes(md5Of(into), await md5OfFlash(session, offset, into.length))) {
    throw new RecoveryError('loader.digest-mismatch', { offset });
  }
}
