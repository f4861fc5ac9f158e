import { readJournal } from '../../core/engine/journal-file.ts';
import { type JobProgress, readProgress } from '../../core/engine/resume-job.ts';
import { RecoveryError, type UnitState } from '../../core/errors/recovery-error.ts';
import type { ConnectedChip } from '../../core/interfaces/flash-loader.ts';
import type { RecoveryPlan } from '../../core/plan/plan.ts';
import { journalName, newestJournal } from '../journals.ts';
import { type RecoveryRequest, type RecoveryResult, recoverOpenUnit } from '../recover-unit.ts';
import { resumeOpenUnit } from '../resume-unit.ts';
import { withUnit } from '../unit-session.ts';
import type { Workspace } from '../workspace.ts';

export interface StationRequest extends RecoveryRequest {
  /** Told as soon as the unit has said who it is. */
  readonly onUnit: (mac: string, chip: ConnectedChip) => void;
  readonly approve: NonNullable<RecoveryRequest['approve']>;
}

export type StationResult =
  | RecoveryResult
  /** A job with another release stopped half-way on this unit: not the batch's to finish. */
  | { readonly kind: 'other-job'; readonly plan: RecoveryPlan };

/** States in which a unit still boots, so that a new plan simply overtakes the job that was never finished. */
const mayBeOvertaken: ReadonlySet<UnitState> = new Set<UnitState>(['untouched', 'old-boots', 'staged', 'new-boots']);

/**
 * What a batch does with a unit that was plugged in: goes on with the job that stopped on it, else recovers it. Both
 * only where `approve` agrees with the plan. Throws like `recoverUnit`.
 */
export function recoverOrResume(request: StationRequest, workspace: Workspace): Promise<StationResult> {
  return withUnit(request, workspace, async (unit, mac) => {
    request.onUnit(mac, unit.chip);
    const stopped = await stoppedJob(mac, workspace);
    if (stopped === undefined) return recoverOpenUnit(unit, mac, request, workspace);
    const { plan, factsBefore } = stopped.job;
    if (plan.release.manifestSha256 !== request.package.release.manifestSha256) {
      if (!mayBeOvertaken.has(stopped.unitState)) return { kind: 'other-job', plan };
      return recoverOpenUnit(unit, mac, request, workspace);
    }
    if (!(await request.approve(plan, factsBefore))) return { kind: 'unconfirmed', plan };
    const resumed = resumeOpenUnit(unit, mac, request, workspace);
    return {
      kind: 'ran',
      plan,
      ...(await resumed.catch((error: unknown) => throwWithState(error, stopped.unitState))),
    };
  });
}

/** What goes wrong before the job goes on leaves the unit as the job left it. */
function throwWithState(error: unknown, unitState: UnitState): never {
  if (!(error instanceof RecoveryError) || error.unitState !== undefined) throw error;
  throw new RecoveryError(error.code, error.params, { unitState, cause: error });
}

async function stoppedJob(mac: string, workspace: Workspace): Promise<JobProgress | undefined> {
  const id = await newestJournal(mac, workspace);
  if (id === undefined) return undefined;
  const entries = await readJournal(workspace.store, journalName(id));
  if (entries.length === 0) return undefined;
  const progress = readProgress(entries);
  return progress.closed ? undefined : progress;
}
