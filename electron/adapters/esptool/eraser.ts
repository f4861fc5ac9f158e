import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { TransferOptions } from '../../core/interfaces/flash-loader.ts';
import { defaultTimeoutMs } from './commands.ts';
import { opcode, words } from './protocol.ts';
import { withRetries } from './retries.ts';
import { beginWords, demandInside, type Session } from './session.ts';

const sectorLength = 0x1000;
/** Erased by one command: the next point where progress shows and an abort is heard. */
const stepLength = 0x40000;
/** 40 s a MiB, as esptool allows (FORMATS §10.4). */
const eraseMsPerByte = 0.04;

/** Erases sectors. Throws `loader.out-of-range`, what a command throws, or the signal's reason between steps. */
export async function eraseFlash(
  session: Session,
  offset: number,
  length: number,
  { onProgress, signal }: TransferOptions = {},
): Promise<void> {
  if (offset % sectorLength !== 0 || length % sectorLength !== 0) {
    throw new RecoveryError('loader.out-of-range', { offset, length });
  }
  demandInside(session, offset, length);
  for (let done = 0; done < length; ) {
    const step = Math.min(length - done, stepLength - ((offset + done) % stepLength));
    await withRetries(session, signal, () => eraseStep(session, offset + done, step));
    done += step;
    onProgress?.(done, length);
  }
}

/** A ROM has no erase of its own; its FLASH_BEGIN erases what it announces, blocks or not (FORMATS §9.8). */
async function eraseStep(session: Session, offset: number, length: number): Promise<void> {
  const timeoutMs = defaultTimeoutMs + length * eraseMsPerByte;
  if (session.mode === 'stub') await session.commands.request(opcode.eraseRegion, words(offset, length), timeoutMs);
  else await session.commands.request(opcode.flashBegin, beginWords(session, length, 0, 0x400, offset), timeoutMs);
}
