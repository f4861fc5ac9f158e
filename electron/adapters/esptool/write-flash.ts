import { sameBytes } from '../../core/bytes/byte-view.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { TransferOptions, WriteOutcome } from '../../core/interfaces/flash-loader.ts';
import { md5Of, md5OfFlash } from './md5.ts';
import { isTransient, recoverLink } from './recover-link.ts';
import type { Session } from './session.ts';
import { sendToRom } from './write-rom.ts';
import { prepareStream, sendStream } from './write-stub.ts';

/** A long stream keeps the stub busy: at the end of each it must finish writing before it takes the next command. */
const streamBytes = 0x100000;
/** After a failure, and for a ROM: what is written again when a block is lost. */
const chunkBytes = 0x10000;
const maxFailuresInRow = 6;
const maxRepairs = 3;

/**
 * Writes a range and compares its MD5 on the unit. What fails is written again from the first 64 KiB that differ, never a
 * block resent (ESPTOOL-JS §6). Without a digest (secure download mode) what was acknowledged is all that is known.
 */
export async function writeFlash(
  session: Session,
  offset: number,
  data: Uint8Array,
  options: TransferOptions,
): Promise<WriteOutcome> {
  const outcome = { wireBytes: 0, restarts: 0 };
  await sendRange(session, offset, data, options, outcome);
  if (session.mode === 'secure-download') return outcome;
  for (let repair = 0; ; repair++) {
    if (sameBytes(await md5OfFlash(session, offset, data.length), md5Of(data))) return outcome;
    if (repair === maxRepairs) throw new RecoveryError('loader.digest-mismatch', { offset });
    outcome.restarts++;
    const from = await firstDifference(session, offset, data, 0, data.length);
    await sendRange(session, offset + from, data.subarray(from), {}, outcome);
  }
}

interface Tally {
  wireBytes: number;
  restarts: number;
}

/** Sends everything once; a failed part again, in smaller parts, from where the flash is wrong. */
async function sendRange(
  session: Session,
  offset: number,
  data: Uint8Array,
  options: TransferOptions,
  tally: Tally,
): Promise<void> {
  let partBytes = session.mode === 'stub' ? streamBytes : chunkBytes;
  let failures = 0;
  let at = 0;
  let stream = prepare(session, offset, data, at, partBytes);
  while (at < data.length) {
    const length = Math.min(partBytes, data.length - at);
    const next = prepare(session, offset, data, at + length, partBytes);
    const base = at;
    const onProgress = (done: number) => options.onProgress?.(base + done, data.length);
    const part = { signal: options.signal, onProgress };
    try {
      const piece = data.subarray(at, at + length);
      tally.wireBytes += await (stream === undefined
        ? sendToRom(session, offset + at, piece, part)
        : sendStream(session, stream, part));
      at += length;
      stream = next;
      failures = 0;
    } catch (error) {
      if (!isTransient(error) || ++failures > maxFailuresInRow) throw error;
      tally.restarts++;
      await recoverLink(session, error, failures);
      at = session.mode === 'secure-download' ? at : await firstDifference(session, offset, data, at, length);
      partBytes = chunkBytes;
      stream = prepare(session, offset, data, at, partBytes);
    }
  }
}

function prepare(session: Session, offset: number, data: Uint8Array, at: number, partBytes: number) {
  if (session.mode !== 'stub' || at >= data.length) return undefined;
  return prepareStream(offset + at, data.subarray(at, at + partBytes));
}

/** Where the flash first differs from the data, to 64 KiB, looking from `at` on for `length` bytes; their end if nowhere. */
async function firstDifference(
  session: Session,
  offset: number,
  data: Uint8Array,
  at: number,
  length: number,
): Promise<number> {
  for (let from = at; from < at + length; from += chunkBytes) {
    const chunk = data.subarray(from, Math.min(from + chunkBytes, at + length));
    if (!sameBytes(await md5OfFlash(session, offset + from, chunk.length), md5Of(chunk))) return from;
  }
  return at + length;
}
