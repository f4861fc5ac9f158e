import { readJournal } from '../core/engine/journal-file.ts';
import { readProgress } from '../core/engine/resume-job.ts';
import { RecoveryError } from '../core/errors/recovery-error.ts';
import { flashWay } from './flash-way.ts';
import { journalName, listJournals, newestJournal } from './journals.ts';
import type { OpenUnit } from './open-unit.ts';
import { type ResumeOrder, type ResumeResult, resumeOver } from './recovery-flow.ts';
import type { JobRequest } from './run-job.ts';
import { withUnit } from './unit-session.ts';
import type { Workspace } from './workspace.ts';

export interface ResumeRequest extends ResumeOrder, JobRequest {}

/** Finishes the job that stopped on the unit that answers, over its flash loader. Throws `engine.nothing-to-resume`. */
export function resumeUnit(request: ResumeRequest, workspace: Workspace): Promise<ResumeResult> {
  return withUnit(request, workspace, (unit, mac) => resumeOpenUnit(unit, mac, request, workspace));
}

/** The same on a unit that is open and locked already. */
export function resumeOpenUnit(
  unit: OpenUnit,
  mac: string,
  request: ResumeRequest,
  workspace: Workspace,
): Promise<ResumeResult> {
  return resumeOver(flashWay(unit, mac, request, workspace), request, workspace);
}

/** Whether an unfinished job of this unit can be gone on with. */
export async function canResume(mac: string, workspace: Workspace): Promise<boolean> {
  try {
    const id = await newestJournal(mac, workspace);
    return id !== undefined && !readProgress(await readJournal(workspace.store, journalName(id))).closed;
  } catch (error) {
    if (error instanceof RecoveryError) return false;
    throw error;
  }
}

/** Manifests of the releases that an unfinished job would need. A journal that cannot be read needs none. */
export async function packagesInUse(workspace: Workspace): Promise<ReadonlySet<string>> {
  const used = new Set<string>();
  for (const name of await listJournals(workspace)) {
    const entries = await readJournal(workspace.store, name).catch(() => []);
    const job = entries.find(({ type }) => type === 'job');
    const isClosed = entries.some(({ type }) => type === 'closed');
    if (job?.type === 'job' && !isClosed) used.add(job.plan.release.manifestSha256);
  }
  return used;
}
