import { executeOnFlash } from './flash-work.ts';
import type { Job, UnitViews } from './job.ts';
import { checkConfirmed, checkStanding, checkWork } from './preconditions.ts';
import type { Report } from './report.ts';
import { type FlashRun, writeJournal } from './run.ts';
import { connectUnit } from './unit-connection.ts';

/**
 * Runs a plan: with `resumeJob` the only writer (DESIGN §2). Nothing is written before the confirmation, the unit's MAC
 * and everything that the plan was made from have been checked. Never rejects; see `Report.error`.
 */
export function runPlan(job: Job, views: UnitViews): Promise<Report> {
  return executeOnFlash(job, views, prepareNew);
}

async function prepareNew(run: FlashRun) {
  const { plan, operator, confirmedHash, factsBefore, verdictBefore } = run.job;
  checkWork(plan, undefined);
  checkConfirmed(run.job);
  await connectUnit(run);
  await checkStanding(run, plan.preconditions);
  await writeJournal(run, { type: 'job', plan, operator, confirmedHash, factsBefore, verdictBefore });
  return { firstStep: 0, resumed: false };
}
