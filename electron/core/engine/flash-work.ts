import { executeJob, type Start } from './execute-job.ts';
import { performOnFlash } from './flash-steps.ts';
import type { Job, UnitViews } from './job.ts';
import { digestPreserved } from './preserved.ts';
import type { Report } from './report.ts';
import { type FlashRun, newRun } from './run.ts';

/** Runs a job through the flash loader, from where `prepare` says. */
export async function executeOnFlash(
  job: Job,
  views: UnitViews,
  prepare: (run: FlashRun) => Promise<Start>,
): Promise<Report> {
  const run = newFlashRun(job, views);
  const stopWire = job.loader.onWire((event) => job.emit({ type: 'wire', event }));
  try {
    return await executeJob(run, {
      prepare: () => prepare(run),
      begin: () => rememberPreserved(run),
      perform: (step) => performOnFlash(run, step),
    });
  } finally {
    stopWire();
  }
}

function newFlashRun(job: Job, views: UnitViews): FlashRun {
  const run = newRun(job);
  return { ...run, views, chip: undefined, maxBaudRate: undefined, preserved: undefined, saved: [] };
}

async function rememberPreserved(run: FlashRun): Promise<void> {
  const { loader, plan, signal } = run.job;
  if (run.chip?.mode !== 'secure-download') run.preserved = await digestPreserved(loader, plan.preserved, signal);
}
