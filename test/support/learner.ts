import type { EngineEvent } from '../../electron/core/engine/events.ts';
import type { Report } from '../../electron/core/engine/report.ts';
import { RecoveryError } from '../../electron/core/errors/recovery-error.ts';
import type { UnitFacts } from '../../electron/core/inspect/facts.ts';
import type { ChainedRecord } from '../../electron/core/records/record.ts';
import { openRelease } from '../../electron/core/release/open-package.ts';
import { loadKeyRing } from '../../electron/host/key-ring.ts';
import { type RecoveryRequest, type RecoveryResult, recoverUnit } from '../../electron/host/recover-unit.ts';
import { resumeUnit } from '../../electron/host/resume-unit.ts';
import type { Training } from '../../electron/host/training.ts';
import type { Workspace } from '../../electron/host/workspace.ts';
import type { TrainingEnding, TrainingUnit } from '../../electron/sim/training/training-unit.ts';

/** How a lesson went. */
export interface Lesson {
  readonly ending: TrainingEnding;
  /** How it ended in the end, where the learner did what the catalogue says. */
  readonly helped: TrainingEnding | undefined;
  /** Of every job that ran, in order, with the record that was kept of it. */
  readonly jobs: readonly Job[];
}

interface Job {
  readonly report: Report;
  readonly record: ChainedRecord;
}

/** Takes a lesson through the host's own flow: without help, and then with the help that the catalogue names. */
export async function takeLesson(unit: TrainingUnit, training: Training, workspace: Workspace): Promise<Lesson> {
  await training.plug(unit.id);
  const request = await requestFor(unit, training, workspace);
  const first = await attempt(() => recoverUnit(request, workspace));
  const second = unit.help && (await helpers[unit.help.by]({ unit, training, workspace, request, first }));
  return { ending: endingOf(first), helped: second && endingOf(second), jobs: [first, second].flatMap(jobOf) };
}

interface Situation {
  readonly unit: TrainingUnit;
  readonly training: Training;
  readonly workspace: Workspace;
  readonly request: RecoveryRequest;
  readonly first: Outcome;
}

type Outcome = RecoveryResult | ({ readonly kind: 'resumed' } & Job) | RecoveryError;

const helpers: Record<NonNullable<TrainingUnit['help']>['by'], (situation: Situation) => Promise<Outcome>> = {
  confirm({ request, workspace, first }) {
    const plan = 'plan' in first ? first.plan : undefined;
    return attempt(() => recoverUnit({ ...request, confirmedHash: plan?.hash }, workspace));
  },

  /** Holds the button whenever the app wants to connect, and lets go for the start that it watches. */
  async 'hold-button'({ unit, training, request, workspace }) {
    training.holdButton(unit.id, true);
    const onEvent = (event: EngineEvent) => {
      if (event.type === 'step-started') training.holdButton(unit.id, event.step.kind !== 'boot-check');
    };
    return attempt(() => recoverUnit({ ...request, onEvent }, workspace));
  },

  async 'plug-again'({ unit, training, request, workspace }) {
    await training.plug(unit.id);
    return attempt(async () => ({ kind: 'resumed', ...(await resumeUnit(request, workspace)) }));
  },
};

async function requestFor(unit: TrainingUnit, training: Training, workspace: Workspace): Promise<RecoveryRequest> {
  const bytes = await training.demoRelease(unit.release);
  const keys = await loadKeyRing(workspace.store);
  const release = await openRelease(bytes, { keys, now: workspace.clock.now(), allowUnsigned: false });
  return {
    target: `sim:${unit.id}`,
    connect: { before: 'default', useStub: true },
    after: 'reset',
    signal: new AbortController().signal,
    package: { release, bytes, allowUnsigned: false },
    server: training.demoServer,
    workOrder: undefined,
    policy: { mode: 'technician', fullBackup: false },
    confirmedHash: undefined,
    operator: 'learner',
    onPlan: (_plan, facts: UnitFacts) => {
      if (!facts.simulated) throw new Error('a simulated unit passes for a real one');
    },
    onEvent: () => {},
  };
}

async function attempt(work: () => Promise<Exclude<Outcome, RecoveryError>>): Promise<Outcome> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RecoveryError) return error;
    throw error;
  }
}

function endingOf(outcome: Outcome): TrainingEnding {
  if (outcome instanceof RecoveryError) return { kind: 'stopped', code: outcome.code };
  if (outcome.kind === 'refused') return { kind: 'refused', codes: outcome.refusals.map(({ code }) => code) };
  if (outcome.kind === 'unconfirmed') return { kind: 'unconfirmed' };
  const { outcome: ended, error } = outcome.report;
  return { kind: 'ran', outcome: ended, ...(error && { code: error.code }) };
}

function jobOf(outcome: Outcome | undefined): Job[] {
  return outcome !== undefined && 'report' in outcome ? [outcome] : [];
}
