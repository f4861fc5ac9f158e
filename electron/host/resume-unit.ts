import { openJournal, readJournal } from '../core/engine/journal-file.ts';
import type { Report } from '../core/engine/report.ts';
import { readProgress, resumeJob } from '../core/engine/resume-job.ts';
import { RecoveryError } from '../core/errors/recovery-error.ts';
import type { RecoveryPlan } from '../core/plan/plan.ts';
import type { ChainedRecord } from '../core/records/record.ts';
import { findCatalogue } from './catalogue-file.ts';
import { keptContext } from './job-context.ts';
import { journalName, listJournals, newestJournal } from './journals.ts';
import type { OpenUnit } from './open-unit.ts';
import { keptPackage } from './read-release.ts';
import { type JobRequest, jobParts, recordJob, unitViews } from './run-job.ts';
import { withUnit } from './unit-session.ts';
import { withWireLog } from './wire-log.ts';
import type { Workspace } from './workspace.ts';

export interface ResumeRequest extends JobRequest {
  /** Told once, before anything else, which job it is that goes on. */
  readonly onResume?: ((plan: RecoveryPlan) => void) | undefined;
}

/** Finishes the job that stopped on the unit that answers. Throws `engine.nothing-to-resume`. */
export function resumeUnit(
  request: ResumeRequest,
  workspace: Workspace,
): Promise<{ readonly report: Report; readonly record: ChainedRecord }> {
  return withUnit(request, workspace, (unit, mac) => resumeOpenUnit(unit, mac, request, workspace));
}

/** The same on a unit that is open and locked already. */
export async function resumeOpenUnit(unit: OpenUnit, mac: string, request: ResumeRequest, workspace: Workspace) {
  const id = await newestJournal(mac, workspace);
  if (id === undefined) throw new RecoveryError('engine.nothing-to-resume', { mac });
  const entries = await readJournal(workspace.store, journalName(id));
  const { plan, factsBefore, verdictBefore, operator } = readProgress(entries).job;
  request.onResume?.(plan);
  const context = await keptContext(id, workspace);
  const { release } = await keptPackage(plan.release.manifestSha256, workspace, context.allowUnsigned);
  const journal = openJournal(workspace.store, journalName(id));
  const catalogue = await findCatalogue(workspace.store);
  const report = await withWireLog(id, workspace, (wireLog) =>
    resumeJob(
      entries,
      jobParts({ unit, release, context, journal, catalogue, wireLog }, request, workspace),
      unitViews,
    ),
  );
  const before = { plan, facts: factsBefore, verdict: verdictBefore, operator };
  const scanned = request.serial?.() ?? context.serial;
  return { report, record: await recordJob(before, report, { ...context, serial: scanned }, workspace) };
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
