import { decodeBase64 } from '../bytes/base64.ts';
import { md5 } from '../bytes/digest.ts';
import { flashOffset } from '../bytes/flash-offset.ts';
import { encodeHex } from '../bytes/hex.ts';
import { RecoveryError } from '../errors/recovery-error.ts';
import { isBootable, parseAppImage } from '../formats/app-image.ts';
import type { TransferOptions } from '../interfaces/flash-loader.ts';
import type { PlanStep, StepContent } from '../plan/plan.ts';
import type { Release } from '../release/manifest.ts';
import { readPieces } from './backup-unit.ts';
import { type BootStep, checkBoot } from './boot-check.ts';
import { otherChannel } from './preconditions.ts';
import { changedSince, firstLost } from './preserved.ts';
import { type FlashRun, writeJournal } from './run.ts';
import { enterStep, type StepResult } from './run-step.ts';
import { withRetries } from './unit-connection.ts';
import { writeChanged } from './write-changed.ts';

/** Does a step through the flash loader. */
export async function performOnFlash(run: FlashRun, step: PlanStep): Promise<StepResult> {
  const result = await perform(run, step);
  if (step.kind !== 'backup') run.saved = [];
  return result;
}

async function perform(run: FlashRun, step: PlanStep): Promise<StepResult> {
  switch (step.kind) {
    case 'backup':
      return withRetries(run, step, () => saveBackup(run, step));
    case 'check-running':
      return withRetries(run, step, () => checkRunning(run, step));
    case 'write':
    case 'select-slot':
      return withRetries(run, step, () => write(run, step));
    case 'erase':
      return withRetries(run, step, () => erase(run, step));
    case 'verify':
      return withRetries(run, step, () => verify(run, step));
    case 'boot-check':
      return bootCheck(run, step);
    case 'reconnect':
      return withRetries(run, step, async () => 'done' as const);
    case 'confirm':
      return withRetries(run, step, () => confirm(run));
    case 'transfer':
    case 'activate':
    case 'report':
      throw otherChannel(run.job.plan);
  }
}

function transferOptions(run: FlashRun, step: PlanStep): TransferOptions {
  const { emit, signal } = run.job;
  return { onProgress: (done, total) => emit({ type: 'step-progress', step, done, total }), signal };
}

async function saveBackup(run: FlashRun, step: Extract<PlanStep, { kind: 'backup' }>): Promise<StepResult> {
  const { loader, plan, backups, release } = run.job;
  const pieces = await readPieces(loader, step.ranges, transferOptions(run, step));
  const { id } = await backups.save({ mac: plan.unit.mac }, pieces, release.manifest.backupRecipient);
  await writeJournal(run, { type: 'backup', id });
  run.backupId = id;
  run.saved = pieces;
  return 'done';
}

/** What the backup has read already need not cross the wire again. */
async function checkRunning(run: FlashRun, step: Extract<PlanStep, { kind: 'check-running' }>): Promise<StepResult> {
  const { offset, length, target } = step;
  const piece = run.saved.find(
    (saved) => offset >= saved.offset && offset + length <= saved.offset + saved.bytes.length,
  );
  const bytes = piece
    ? piece.bytes.subarray(offset - piece.offset, offset - piece.offset + length)
    : await run.job.loader.read(flashOffset(offset), length, transferOptions(run, step));
  const image = parseAppImage(bytes);
  if (image.ok && isBootable(image.value)) return 'done';
  throw new RecoveryError('engine.running-image-damaged', { partition: target });
}

async function write(run: FlashRun, step: Extract<PlanStep, { kind: 'write' | 'select-slot' }>): Promise<StepResult> {
  const { loader, release, emit, signal } = run.job;
  const { bytesWritten: before } = run.tally;
  const outcome = await writeChanged(loader, step.offset, contentOf(step.content, release), {
    beforeWrite: () => enterStep(run, 'begin', step, step.stateDuring),
    onProgress: (done, total) => {
      run.tally.bytesWritten = before + done;
      emit({ type: 'step-progress', step, done, total });
    },
    signal,
  });
  run.tally.bytesWritten = before + outcome.bytesWritten;
  run.tally.restarts += outcome.restarts;
  return run.tally.bytesWritten === 0 ? 'skipped' : 'done';
}

/** Bytes of a step. Throws `engine.content-missing` where the release at hand is not the plan's. */
export function contentOf(content: StepContent, release: Release): Uint8Array {
  if (content.kind === 'bytes') return decodeBase64(content.base64);
  const bytes = release.images.get(content.sha256);
  if (bytes?.length !== content.length) throw new RecoveryError('engine.content-missing', { sha256: content.sha256 });
  return bytes;
}

async function erase(run: FlashRun, step: Extract<PlanStep, { kind: 'erase' }>): Promise<StepResult> {
  const erased = md5(new Uint8Array(step.length).fill(0xff));
  const isErased = async () => encodeHex(await md5OfUnit(run, step)) === encodeHex(erased);
  if (await isErased()) return 'skipped';
  await run.job.loader.erase(flashOffset(step.offset), step.length, transferOptions(run, step));
  if (!(await isErased())) throw verifyFailed(step);
  return 'done';
}

async function verify(run: FlashRun, step: Extract<PlanStep, { kind: 'verify' }>): Promise<StepResult> {
  if (encodeHex(await md5OfUnit(run, step)) !== step.md5) throw verifyFailed(step);
  return 'done';
}

function md5OfUnit({ job }: FlashRun, { offset, length }: { readonly offset: number; readonly length: number }) {
  return job.loader.md5(flashOffset(offset), length, { signal: job.signal });
}

function verifyFailed({ offset, length }: { readonly offset: number; readonly length: number }): RecoveryError {
  return new RecoveryError('engine.verify-failed', { offset, length });
}

/** Not retried: a boot runs firmware, and that is not the same twice. */
async function bootCheck(run: FlashRun, step: BootStep): Promise<StepResult> {
  const { loader, emit, signal } = run.job;
  await comparePreserved(run);
  run.chip = undefined;
  run.boot = await checkBoot(loader, step, signal);
  emit({ type: 'boot-text', text: run.boot.log });
  return 'done';
}

/** Before the new firmware runs, everything that had to survive must be as it was to the byte. */
async function comparePreserved(run: FlashRun): Promise<void> {
  if (!run.preserved) return;
  const [changed] = await changedSince(run.job.loader, run.preserved, run.job.signal);
  run.preservedIntact = changed === undefined;
  if (changed !== undefined) throw new RecoveryError('engine.preserved-changed', { partition: changed.partition });
}

async function confirm(run: FlashRun): Promise<StepResult> {
  const { job, views } = run;
  if (!run.chip) return 'done';
  run.factsAfter = await views.inspect(job, run.chip, run.boot?.log ?? '');
  run.verdictAfter = await views.judge(job, run.factsAfter);
  if (firstLost(job.factsBefore, run.factsAfter) !== undefined) run.preservedIntact = false;
  return 'done';
}
