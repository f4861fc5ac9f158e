import { sha256Hex } from '../bytes/digest.ts';
import { flashOffset } from '../bytes/flash-offset.ts';
import { RecoveryError } from '../errors/recovery-error.ts';
import type { PlanStep, RecoveryPlan } from '../plan/plan.ts';
import { planHash } from '../plan/plan-hash.ts';
import type { JobBase } from './job.ts';
import type { FlashRun } from './run.ts';

/**
 * The plan must be whole, made from the release at hand, and confirmed by its hash where it costs something
 * (DESIGN §5.8). Throws `engine.confirmation-needed`, `engine.confirmation-mismatch` or `engine.content-missing`.
 */
export function checkConfirmed({ plan, release, confirmedHash }: JobBase): void {
  if (planHash(plan) !== plan.hash) throw new RecoveryError('engine.confirmation-mismatch', { hash: plan.hash });
  if (release.manifestSha256 !== plan.release.manifestSha256) {
    throw new RecoveryError('engine.content-missing', { sha256: plan.release.manifestSha256 });
  }
  const codes = plan.confirmations.join(' ');
  if (!needsConfirmation(plan) || confirmedHash === plan.hash) return;
  const code = confirmedHash === undefined ? 'engine.confirmation-needed' : 'engine.confirmation-mismatch';
  throw new RecoveryError(code, { hash: plan.hash, confirmations: codes });
}

/** A plan is carried out by what it was made for. Throws `engine.other-channel`. */
export function checkWork(plan: RecoveryPlan, over: RecoveryPlan['over']): void {
  if (plan.over !== over) throw otherChannel(plan);
}

export function otherChannel({ over }: RecoveryPlan): RecoveryError {
  return new RecoveryError('engine.other-channel', { planned: over === undefined ? 'USB' : 'BLE / SoftAP' });
}

/** A plan that costs something runs only when its hash was confirmed. */
export function needsConfirmation({ confirmations, steps }: RecoveryPlan): boolean {
  return confirmations.length > 0 || steps.some(({ hazard }) => hazard !== 'none');
}

export type Precondition = RecoveryPlan['preconditions'][number];

/** What the plan was made from must still stand in flash. Throws `engine.unit-changed`. */
export async function checkStanding({ job }: FlashRun, conditions: readonly Precondition[]): Promise<void> {
  for (const { offset, length, sha256 } of conditions) {
    const bytes = await job.loader.read(flashOffset(offset), length, { signal: job.signal });
    if (sha256Hex(bytes) !== sha256) throw new RecoveryError('engine.unit-changed', { offset, length });
  }
}

/** Steps that change flash. */
export type ChangingStep = Extract<PlanStep, { kind: 'write' | 'erase' | 'select-slot' }>;

export function changesFlash(step: PlanStep): step is ChangingStep {
  return step.kind === 'write' || step.kind === 'erase' || step.kind === 'select-slot';
}
