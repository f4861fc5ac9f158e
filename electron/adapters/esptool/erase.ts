import type { TransferOptions } from '../../core/interfaces/flash-loader.ts';
import { opcode, words } from './opcodes.ts';
import type { Session } from './session.ts';

/** Blocks of 64 KiB at a time, so that progress shows and an abort is heard. */
const stepBytes = 0x40000;
const msPerByte = 40_000 / 0x100000;

/** Erases whole sectors. A ROM has no command for it, but erases what FLASH_BEGIN announces (FORMATS §10.2). */
export async function eraseFlash(
  session: Session,
  offset: number,
  length: number,
  options: TransferOptions,
): Promise<void> {
  for (let at = 0; at < length; at += stepBytes) {
    options.signal?.throwIfAborted();
    const bytes = Math.min(stepBytes, length - at);
    const timeoutMs = 3000 + bytes * msPerByte;
    if (session.mode === 'stub')
      await session.channel.command(opcode.eraseRegion, words(offset + at, bytes), { timeoutMs });
    else await session.channel.command(opcode.flashBegin, beginWords(session, offset + at, bytes), { timeoutMs });
    options.onProgress?.(at + bytes, length);
  }
}

function beginWords({ chip }: Session, offset: number, bytes: number): Uint8Array {
  return chip.romBeginWords === 5 ? words(bytes, 0, 0x400, offset, 0) : words(bytes, 0, 0x400, offset);
}
