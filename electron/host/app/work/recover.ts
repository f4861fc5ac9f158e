import type { UnitEntity } from '../../../contract/state.ts';
import { needsConfirmation } from '../../../core/engine/preconditions.ts';
import type { Report } from '../../../core/engine/report.ts';
import { RecoveryError } from '../../../core/errors/recovery-error.ts';
import type { JobRecord } from '../../../core/records/record.ts';
import { recoverOverChannel, resumeOverChannel } from '../../channel/recover-over-channel.ts';
import { recoverUnit } from '../../recover-unit.ts';
import { canResume, resumeUnit } from '../../resume-unit.ts';
import type { Workspace } from '../../workspace.ts';
import type { Desk } from '../desk.ts';
import { envelopeOf } from '../error-envelope.ts';
import { isRadioTarget } from '../radio/target-channel.ts';
import type { UnitSession } from '../unit-session.ts';
import { accessOf, openerFor } from './channel.ts';
import { describeFacts, takeFacts } from './inspect.ts';
import { watchJob } from './job-watch.ts';
import { targetOf } from './target.ts';

export interface RecoverQuestion {
  readonly planHash: string;
  readonly ticket?: string | undefined;
  readonly operator: string;
  readonly workOrder?: string | undefined;
  readonly serial?: string | undefined;
}

/**
 * Starts a kept plan; gives back when it has begun. The unit is read and planned once more under its lock, and what comes
 * out has to be this very plan. A server that nobody judged is asked first. Throws `app.unknown-plan`, `app.ticket-*`, `app.unit-busy`, `release.*`; nothing began.
 */
export async function recoverSession(session: UnitSession, question: RecoverQuestion, desk: Desk): Promise<void> {
  const { planHash, ticket, operator, workOrder, serial } = question;
  const kept = session.planOf(planHash);
  if (kept === undefined) throw new RecoveryError('app.unknown-plan', { hash: planHash });
  const { plan, mode, fullBackup, productConfirmedBy } = kept;
  const package_ = await desk.releases.open(plan.release.manifestSha256);
  session.demandIdle();
  if (needsConfirmation(plan)) desk.tickets.spend(planHash, ticket);
  const { knownReleases } = session;
  const watch = watchJob(session, desk.workspace.clock);
  const run = async (signal: AbortSignal) => {
    const order = {
      package: package_,
      knownReleases: knownReleases.map(({ manifest }) => manifest),
      server: session.server,
      askServer: desk.askServer,
      workOrder,
      serial: () => serial,
      policy: { mode, fullBackup, productConfirmedBy },
      confirmedHash: planHash,
      operator,
      onPlan: watch.onPlan,
      onEvent: watch.onEvent,
      signal,
    };
    const result = isRadioTarget(session.target)
      ? await recoverOverChannel(
          { ...order, access: accessOf(session), open: openerFor(session, desk) },
          desk.workspace,
        )
      : await recoverUnit({ ...targetOf(session, signal), ...order }, desk.workspace);
    if (result.kind === 'ran') return finishJob(session, result.report, result.record, desk.workspace);
    const [refusal] = result.kind === 'refused' ? result.refusals : [];
    throw refusal
      ? new RecoveryError(refusal.code, refusal.params, { unitState: 'untouched' })
      : new RecoveryError('engine.confirmation-needed', { hash: planHash }, { unitState: 'untouched' });
  };
  void session.begin({ kind: 'job', phase: 'working', meanwhile: noOutcome, run });
}

/** Goes on with the unit's unfinished job. Throws `app.unit-busy` and, where it is known to have none, `engine.nothing-to-resume`. */
export function resumeSession(session: UnitSession, desk: Desk): void {
  const { workspace } = desk;
  const { canResume: isUnfinished, mac = '' } = session.entity;
  if (session.workKind === undefined && !isUnfinished) throw new RecoveryError('engine.nothing-to-resume', { mac });
  const watch = watchJob(session, workspace.clock);
  void session.begin({
    kind: 'job',
    phase: 'working',
    meanwhile: noOutcome,
    async run(signal) {
      const order = { onEvent: watch.onEvent, onResume: watch.onPlan, signal };
      const { report, record } = isRadioTarget(session.target)
        ? await resumeOverChannel({ ...order, access: accessOf(session), open: openerFor(session, desk) }, workspace)
        : await resumeUnit({ ...targetOf(session, signal), ...order }, workspace);
      return finishJob(session, report, record, workspace);
    },
  });
}

/** What the job before came to. */
export const noOutcome = { outcome: undefined, unitState: undefined, record: undefined } as const;

async function finishJob(
  session: UnitSession,
  report: Report,
  record: JobRecord,
  workspace: Workspace,
): Promise<Partial<UnitEntity>> {
  const { plan, verdictBefore: verdict } = record.body;
  const { outcome, unitState, error, factsAfter, verdictAfter } = report;
  session.finished = { report, plan, verdict };
  session.bootLog = report.bootLog || session.bootLog;
  if (factsAfter !== undefined) takeFacts(session, factsAfter);
  session.verdict = verdictAfter;
  session.forgetPlans();
  return {
    phase: outcome === 'failed' ? 'failed' : 'finished',
    outcome,
    unitState,
    error: error && envelopeOf({ ...error, unitState }),
    record: record.sequence,
    canResume: outcome === 'failed' && (await canResume(plan.unit.mac, workspace)),
    verdict: verdictAfter?.status ?? session.entity.verdict,
    ...(factsAfter && describeFacts(session, factsAfter)),
  };
}
