import type { UnitState } from '../errors/recovery-error.ts';
import type { PlanStep } from '../plan/plan.ts';
import type { StepReport } from './report.ts';
import { type Run, writeJournal } from './run.ts';

/** What a step came to when it did not throw; `skipped`: all of it stood there already. */
export type StepResult = 'done' | 'skipped';

/** Announces the step durably, has it done, and records what the unit is like afterwards. */
export async function runStep(
  run: Run,
  step: PlanStep,
  perform: (step: PlanStep) => Promise<StepResult>,
): Promise<void> {
  const { clock, emit } = run.job;
  const began = clock.monotonicMs();
  run.tally = { bytesWritten: 0, restarts: 0 };
  const report = (result: StepReport['result']) => {
    const durationMs = Math.round(clock.monotonicMs() - began);
    run.steps.push({ id: step.id, kind: step.kind, target: step.target, result, durationMs, ...run.tally });
  };
  await enterStep(run, 'begin', step, looksFirst(step) ? run.unitState : step.stateDuring);
  emit({ type: 'step-started', step });
  try {
    const skipped = (await perform(step)) === 'skipped';
    await enterStep(run, 'end', step, step.stateAfter);
    report(skipped ? 'skipped' : 'done');
    emit({ type: 'step-finished', step, skipped });
  } catch (error) {
    report('failed');
    throw error;
  }
}

/** Such a step begins in the state of the one before, and once more with its own when there is something to write. */
function looksFirst({ kind }: PlanStep): boolean {
  return kind === 'write' || kind === 'select-slot' || kind === 'transfer';
}

/** From the boot check on, what the unit is like is what was seen, not what was planned. */
export async function enterStep(run: Run, type: 'begin' | 'end', step: PlanStep, planned: UnitState): Promise<void> {
  const unitState = run.boot?.unitState ?? planned;
  await writeJournal(run, { type, step: step.id, unitState });
  run.unitState = unitState;
}
