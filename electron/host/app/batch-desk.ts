import type { SignedPolicy } from '../../core/batch/policy.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { Batch, BatchRequest } from '../batch/batch.ts';
import { checkPolicy } from '../batch/read-policy.ts';
import { startBatch } from '../batch/start-batch.ts';
import type { Workspace } from '../workspace.ts';
import { type BatchTerms, batchEntityOf, stationEntityOf } from './batch-view.ts';
import type { Desk } from './desk.ts';
import { portEntityWatcher } from './port-entity-watcher.ts';
import type { StateStore } from './state-store.ts';
import { usualConnect } from './work/target.ts';

export interface BatchQuestion {
  readonly release: string;
  readonly policy?: { readonly file: string; readonly signature: string } | undefined;
  readonly operator: string;
  readonly workOrder?: string | undefined;
  readonly ports?: readonly string[] | undefined;
  readonly needsSerial: boolean;
}

/** A batch that was begun, and the workspace that it is recorded in. */
export interface OpenBatch {
  readonly batch: Batch;
  readonly workspace: Workspace;
}

/** The one batch at a time of the device host. */
export interface BatchDesk {
  /** Throws `app.work-under-way` while one runs, `app.unknown-release`, `release.*`, `batch.policy-*`. */
  start(question: BatchQuestion): Promise<void>;
  /** The batch that runs, or the last one. Throws `batch.none`. */
  demand(): OpenBatch;
  /** The station's id by its number. Throws `batch.no-such-station`. */
  stationId(number: number): string;
  pause(): void;
  resume(): void;
  /** Resolves when every unit is at rest. */
  stop(): Promise<void>;
  changeOperator(operator: string): void;
  /** True until every unit is at rest. */
  readonly isRunning: boolean;
  /** Units at work or in the queue. */
  readonly jobs: number;
  /** Stops the batch, and takes it from the screens. */
  close(): Promise<void>;
}

export function createBatchDesk(desk: () => Desk, state: StateStore, onWorkChange: () => void): BatchDesk {
  let open: (OpenBatch & { terms: BatchTerms }) | undefined;
  let isStarting = false;

  const show = () => {
    if (open === undefined) return;
    const { batch, terms } = open;
    const current = batch.state();
    state.put('batch', '', batchEntityOf(current, terms));
    const stations = current.stations.map(stationEntityOf);
    state.replaceAll('stations', new Map(stations.map((station) => [String(station.number), station])));
    onWorkChange();
  };
  const demand = () => {
    if (open === undefined) throw new RecoveryError('batch.none');
    return open;
  };
  const isRunning = () => {
    if (open === undefined) return isStarting;
    const { status, counters } = open.batch.state();
    return isStarting || status !== 'stopped' || counters.pending > 0;
  };
  const begin = async (question: BatchQuestion) => {
    const { workspace, releases, askServer } = desk();
    const package_ = await releases.open(question.release);
    const policy = await policyOf(question, workspace);
    const { ports, needsSerial, operator } = question;
    const request: BatchRequest = {
      package: package_,
      policy,
      server: undefined,
      askServer,
      // Read anew for every unit: people change shifts while a batch goes on.
      get operator() {
        return open?.terms.operator ?? operator;
      },
      workOrder: question.workOrder || undefined,
      ports: portEntityWatcher(state),
      isStation: ({ path }) => ports?.includes(path) ?? true,
      needsSerial,
      connect: usualConnect,
      after: 'reset',
    };
    open = undefined;
    const policySigner = policy && state.get('keys', policy.signedBy)?.name;
    open = { batch: startBatch(request, workspace), workspace, terms: { operator, needsSerial, policySigner } };
    open.batch.subscribe(show);
    show();
  };

  return {
    async start(question) {
      if (isRunning()) throw new RecoveryError('app.work-under-way');
      isStarting = true;
      try {
        await begin(question);
      } finally {
        isStarting = false;
      }
    },
    demand,
    stationId(number) {
      const station = demand()
        .batch.state()
        .stations.find((each) => each.number === number);
      if (station === undefined) throw new RecoveryError('batch.no-such-station', { station: number });
      return station.id;
    },
    // A batch tells what changes at its stations; that it is paused or stopped may change none.
    pause() {
      demand().batch.pause();
      show();
    },
    resume() {
      demand().batch.resume();
      show();
    },
    async stop() {
      const stopped = demand().batch.stop();
      show();
      await stopped;
      show();
    },
    changeOperator(operator) {
      const { terms } = demand();
      if (open !== undefined) open = { ...open, terms: { ...terms, operator } };
      show();
    },
    get isRunning() {
      return isRunning();
    },
    get jobs() {
      return open?.batch.state().counters.pending ?? 0;
    },
    async close() {
      await open?.batch.stop();
      open = undefined;
      state.replaceAll('batch', new Map());
      state.replaceAll('stations', new Map());
    },
  };
}

async function policyOf({ policy }: BatchQuestion, workspace: Workspace): Promise<SignedPolicy | undefined> {
  if (policy === undefined) return undefined;
  const [file, signature] = [policy.file, policy.signature].map((text) => new Uint8Array(Buffer.from(text, 'base64')));
  return checkPolicy(file ?? new Uint8Array(), signature ?? new Uint8Array(), workspace);
}
