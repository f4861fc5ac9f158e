import { openJournal, readJournal } from '../core/engine/journal-file.ts';
import type { Report } from '../core/engine/report.ts';
import { readProgress, resumeJob } from '../core/engine/resume-job.ts';
import { RecoveryError } from '../core/errors/recovery-error.ts';
import type { ChainedRecord } from '../core/records/record.ts';
import { findCatalogue } from './catalogue-file.ts';
import { keptContext } from './job-context.ts';
import { journalName, newestJournal } from './journals.ts';
import type { OpenUnit } from './open-unit.ts';
import { keptPackage } from './read-release.ts';
import { type JobRequest, jobParts, recordJob, unitViews } from './run-job.ts';
import { withUnit } from './unit-session.ts';
import { withWireLog } from './wire-log.ts';
import type { Workspace } from './workspace.ts';

/** Finishes the job that stopped on the unit that answers. Throws `engine.nothing-to-resume`. */
export function resumeUnit(
  request: JobRequest,
  workspace: Workspace,
): Promise<{ readonly report: Report; readonly record: ChainedRecord }> {
  return withUnit(request, workspace, (unit, mac) => resumeOpenUnit(unit, mac, request, workspace));
}

/** The same on a unit that is open and locked already. */
export async function resumeOpenUnit(unit: OpenUnit, mac: string, request: JobRequest, workspace: Workspace) {
  const id = await newestJournal(mac, workspace);
  if (id === undefined) throw new RecoveryError('engine.nothing-to-resume', { mac });
  const entries = await readJournal(workspace.store, journalName(id));
  const { plan, factsBefore, verdictBefore, operator } = readProgress(entries).job;
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
