import { sameBytes } from '../../core/bytes/byte-view.ts';
import { md5 } from '../../core/bytes/digest.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { TransferOptions, WriteOutcome } from '../../core/interfaces/flash-loader.ts';
import { type PreparedRun, prepareRun, type Run, sendRun } from './block-stream.ts';
import { md5OnUnit } from './digest.ts';
import { withRetries } from './retries.ts';
import { demandInside, type Session } from './session.ts';

const sectorLength = 0x1000;
/** What is compared and, where it differs, written again: the flash's own erase block. */
const chunkLength = 0x10000;
/** One stream of the stub: long, since the wire rests at the end of each while the flash catches up. */
const stretchLength = 0x100000;

/**
 * Writes and proves a range. A block is never sent twice; after any fault the unit's own MD5 tells which chunks of 64 KiB
 * are to be started again (ESPTOOL-JS §6), so flips that a checksum misses cost no more than lost bytes. In secure download
 * mode nothing tells, and a stretch is started again as a whole. The next stretch is compressed while one is on the wire.
 */
export async function writeFlash(
  session: Session,
  offset: number,
  data: Uint8Array,
  { onProgress, signal }: TransferOptions = {},
): Promise<WriteOutcome> {
  if (offset % sectorLength !== 0) throw new RecoveryError('loader.out-of-range', { offset, length: data.length });
  demandInside(session, offset, data.length);
  const stretches = cutStretches(session, { offset, data });
  const outcome = { wireBytes: 0, restarts: 0 };
  let done = 0;
  let next = prepareAhead(session, stretches[0]);
  for (const [index, stretch] of stretches.entries()) {
    const prepared = await next;
    next = prepareAhead(session, stretches[index + 1]);
    const report = (share: number) => onProgress?.(done + Math.floor(share * stretch.data.length), data.length);
    await writeStretch(session, stretch, prepared, report, signal, outcome);
    done += stretch.data.length;
    onProgress?.(done, data.length);
  }
  return outcome;
}

/** Cut where the flash can erase 64 KiB at once: sector by sector it takes five times as long (DESIGN §6). */
function cutStretches({ mode }: Session, { offset, data }: Run): Run[] {
  const stretches: Run[] = [];
  for (let at = 0; at < data.length; ) {
    const limit = mode === 'stub' ? stretchLength : chunkLength;
    const end = Math.min(data.length, at + limit - ((offset + at) % chunkLength));
    stretches.push({ offset: offset + at, data: data.subarray(at, end) });
    at = end;
  }
  return stretches;
}

/** Begins to prepare; a failure shows when the result is awaited, also where it never is. */
function prepareAhead(session: Session, run: Run | undefined): Promise<PreparedRun | undefined> {
  const prepared = run === undefined ? Promise.resolve(undefined) : prepareRun(session, run);
  prepared.catch(() => {});
  return prepared;
}

async function writeStretch(
  session: Session,
  stretch: Run,
  prepared: PreparedRun | undefined,
  report: (share: number) => void,
  signal: AbortSignal | undefined,
  outcome: { wireBytes: number; restarts: number },
): Promise<void> {
  let first = prepared;
  let wasSent = false;
  const tells = session.mode !== 'secure-download';
  await withRetries(session, signal, async () => {
    const isRestart = first === undefined;
    const runs = isRestart && tells ? await differingRuns(session, stretch, wasSent) : [stretch];
    wasSent = false;
    for (const run of runs) {
      const ready = first ?? (await prepareRun(session, run));
      first = undefined;
      if (isRestart) outcome.restarts++;
      outcome.wireBytes += ready.wireBytes;
      await sendRun(session, ready, run.data.length, isRestart ? () => {} : report, signal);
    }
    wasSent = true;
    if (tells && !(await holds(session, stretch))) throw mismatch(stretch);
  });
}

/**
 * What the unit does not hold yet, neighbouring chunks joined. Where a stream broke off, nothing after its end can be
 * there: two chunks in a row that differ stand for all that follow.
 */
async function differingRuns(session: Session, { offset, data }: Run, wasSent: boolean): Promise<Run[]> {
  const runs: { start: number; end: number }[] = [];
  for (let start = 0; start < data.length; ) {
    const end = Math.min(data.length, start + chunkLength - ((offset + start) % chunkLength));
    const last = runs.at(-1);
    const isJoined = last?.end === start;
    const isBrokenOff = !wasSent && isJoined && start - last.start >= 2 * chunkLength;
    if (isBrokenOff || !(await holds(session, { offset: offset + start, data: data.subarray(start, end) }))) {
      if (isJoined) last.end = end;
      else runs.push({ start, end });
    }
    start = end;
  }
  return runs.map(({ start, end }) => ({ offset: offset + start, data: data.subarray(start, end) }));
}

/** Whether the unit's MD5 is that of the data. */
async function holds(session: Session, { offset, data }: Run): Promise<boolean> {
  return sameBytes(await md5OnUnit(session, offset, data.length), md5(data));
}

function mismatch({ offset, data }: Run): RecoveryError {
  return new RecoveryError('loader.digest-mismatch', { offset, length: data.length });
}
