import type { Result } from '../../../contract/commands.ts';
import { RecoveryError } from '../../../core/errors/recovery-error.ts';
import { planOverEndpoints } from '../../../core/plan/endpoints/plan-over-endpoints.ts';
import type { PlanPolicy, PlanResult } from '../../../core/plan/plan.ts';
import { planRecovery } from '../../../core/plan/plan-recovery.ts';
import type { Release } from '../../../core/release/manifest.ts';
import type { Desk } from '../desk.ts';
import { isRadioTarget } from '../radio/target-channel.ts';
import type { KeptPlan, UnitSession } from '../unit-session.ts';
import { inspectSession } from './inspect.ts';

export interface PlanQuestion extends Omit<KeptPlan, 'plan'> {
  readonly release: string;
}

/**
 * Plans with an installed release and keeps the plan under its hash. A unit that was read before the release was installed,
 * or worked on since, is read again first: only then does the release have a say in what the unit is. Throws `app.*` and `release.*`.
 */
export async function planSession(
  session: UnitSession,
  question: PlanQuestion,
  desk: Desk,
): Promise<Result<'unit.plan'>> {
  session.demandFacts();
  const { release } = await desk.releases.open(question.release);
  if (!isReadWith(session, question.release)) await inspectAnew(session, question.release, desk);
  const { mode, fullBackup, productConfirmedBy } = question;
  const planned = planFor(session, release, { mode, fullBackup, productConfirmedBy });
  if (!planned.ok) {
    const refusals = planned.refusals.map(({ code, params }) => ({ code, params: { ...params } }));
    return { ok: false, refusals };
  }
  session.keepPlan({ plan: planned.plan, mode, fullBackup, productConfirmedBy });
  return { ok: true, plan: planned.plan };
}

/** Over the unit's own endpoints where it hangs on no cable, else over its flash loader. */
function planFor(session: UnitSession, release: Release, policy: PlanPolicy): PlanResult {
  const facts = session.demandFacts();
  const { reading, target } = session;
  if (!isRadioTarget(target)) return planRecovery(facts, release, policy);
  if (reading === undefined) throw new RecoveryError('app.not-inspected', { unit: session.id });
  return planOverEndpoints(reading, release, policy, reading.link);
}

/** Throws `app.not-inspected` where that failed; the unit's entity says why. */
async function inspectAnew(session: UnitSession, release: string, desk: Desk): Promise<void> {
  await inspectSession(session, desk);
  if (!isReadWith(session, release)) {
    throw new RecoveryError('app.not-inspected', { unit: session.id });
  }
}

function isReadWith({ knownReleases, isChanged }: UnitSession, release: string): boolean {
  return !isChanged && knownReleases.some(({ id }) => id === release);
}
