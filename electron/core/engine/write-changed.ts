import { sameBytes } from '../bytes/byte-view.ts';
import { md5 } from '../bytes/digest.ts';
import { flashOffset } from '../bytes/flash-offset.ts';
import { RecoveryError } from '../errors/recovery-error.ts';
import type { FlashLoader, TransferOptions } from '../interfaces/flash-loader.ts';
import { blockLength } from '../plan/flash-geometry.ts';

/** What writing took. */
export interface ChangedOutcome {
  /** Bytes of flash rewritten; 0 where all of it stood there already. */
  readonly bytesWritten: number;
  readonly restarts: number;
}

export interface WriteOptions extends TransferOptions {
  /** Called once it is clear that something has to be written, before anything is. */
  readonly beforeWrite?: (() => Promise<void>) | undefined;
}

/** Bytes at a position of the data. */
interface Run {
  readonly start: number;
  readonly end: number;
}

/**
 * Makes the range hold `data` and proves it by MD5 on the unit. One MD5 finds out that nothing is to do; else one per
 * 64 KiB finds the blocks that differ, and only runs of those are written; a last block is not asked for where all others
 * are equal. Doing it again does what is left, so a
 * pulled cable costs nothing but time. Throws `engine.verify-failed`, and whatever the loader throws.
 */
export async function writeChanged(
  loader: FlashLoader,
  offset: number,
  data: Uint8Array,
  options: WriteOptions = {},
): Promise<ChangedOutcome> {
  if (await holds(loader, offset, data, options)) return { bytesWritten: 0, restarts: 0 };
  const runs = await changedRuns(loader, offset, data, options);
  await options.beforeWrite?.();
  const outcome = await writeRuns(loader, offset, data, runs, options);
  if (!(await holds(loader, offset, data, options))) {
    throw new RecoveryError('engine.verify-failed', { offset, length: data.length });
  }
  return outcome;
}

/** True where the unit's MD5 over the range is that of the data. */
export async function holds(
  loader: FlashLoader,
  offset: number,
  data: Uint8Array,
  { signal }: TransferOptions = {},
): Promise<boolean> {
  return sameBytes(await loader.md5(flashOffset(offset), data.length, { signal }), md5(data));
}

/** The blocks of a range that differ, of which there is at least one. */
async function changedRuns(
  loader: FlashLoader,
  offset: number,
  data: Uint8Array,
  options: TransferOptions,
): Promise<Run[]> {
  const runs: { start: number; end: number }[] = [];
  for (let start = 0; start < data.length; start += blockLength) {
    const end = Math.min(start + blockLength, data.length);
    const mustDiffer = end === data.length && runs.length === 0;
    if (!mustDiffer && (await holds(loader, offset + start, data.subarray(start, end), options))) continue;
    const last = runs.at(-1);
    if (last?.end === start) last.end = end;
    else runs.push({ start, end });
  }
  return runs;
}

async function writeRuns(
  loader: FlashLoader,
  offset: number,
  data: Uint8Array,
  runs: readonly Run[],
  { onProgress, signal }: TransferOptions,
): Promise<ChangedOutcome> {
  const total = runs.reduce((sum, { start, end }) => sum + end - start, 0);
  let bytesWritten = 0;
  let restarts = 0;
  for (const { start, end } of runs) {
    const before = bytesWritten;
    const outcome = await loader.write(flashOffset(offset + start), data.subarray(start, end), {
      onProgress: (done) => onProgress?.(before + done, total),
      signal,
    });
    bytesWritten += end - start;
    restarts += outcome.restarts;
  }
  return { bytesWritten, restarts };
}
