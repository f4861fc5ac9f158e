import type { UnitEntity } from '../../contract/state.ts';
import type { Report } from '../../core/engine/report.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { UnitFacts } from '../../core/inspect/facts.ts';
import type { RecoveryPlan } from '../../core/plan/plan.ts';
import type { UnitCredentials } from '../../core/provisioning/open-session.ts';
import type { ServerView, Verdict } from '../../core/trust/verdict.ts';
import type { ChannelReading } from '../channel/read-channel-facts.ts';
import { errorEnvelope } from './error-envelope.ts';
import { channelOf } from './radio/target-channel.ts';
import type { KnownRelease } from './release-shelf.ts';
import { createWireRing } from './wire-ring.ts';

/** A plan that may be started, and what it was made with. */
export interface KeptPlan {
  readonly plan: RecoveryPlan;
  readonly productConfirmedBy: string | undefined;
  readonly mode: 'guided' | 'technician';
  readonly fullBackup: boolean;
}

/** What the last job came to. */
export interface FinishedJob {
  readonly report: Report;
  readonly plan: RecoveryPlan;
  readonly verdict: Verdict | undefined;
}

/** What kind of work is under way: looking changes nothing, a job may leave the unit between two states. */
export type WorkKind = 'look' | 'job';

/** Something that is done on the unit, and nothing else meanwhile. */
export interface Work {
  readonly kind: WorkKind;
  readonly phase: UnitEntity['phase'];
  /** What the entity says besides while it runs. */
  readonly meanwhile?: Partial<UnitEntity>;
  /** The phase after it failed; default `failed`. */
  readonly failedPhase?: UnitEntity['phase'];
  /** Gives what the entity says afterwards. */
  run(signal: AbortSignal): Promise<Partial<UnitEntity>>;
}

/** What a person read from the unit's label. Secret. */
export interface SessionCredentials extends UnitCredentials {
  readonly allowsDowngrade?: boolean | undefined;
}

/** How a session tells the world; both are called at most once a change. */
export interface SessionView {
  put(entity: UnitEntity): void;
  onWorkChange(): void;
}

const maxPlans = 20;
const maxTargets = 8;

/** One opened unit: the ways to it, what is known of it and the one thing that is done on it. It holds no port itself. */
export class UnitSession {
  readonly id: string;
  readonly wire = createWireRing();
  /** Redacted. */
  bootLog = '';
  facts: UnitFacts | undefined;
  /** What was read besides the facts where the unit hangs on no cable: what a plan is made of. */
  reading: ChannelReading | undefined;
  /** Something was done to the unit since its facts were read: a plan made from them would not be the one made under lock. */
  isChanged = false;
  /** Releases by which the facts were read. */
  knownReleases: readonly KnownRelease[] = [];
  server: ServerView | undefined;
  verdict: Verdict | undefined;
  finished: FinishedJob | undefined;
  /** In this memory and nowhere else; never told. */
  #credentials: SessionCredentials = {};
  /** The one in use first. */
  #targets: readonly string[];
  readonly #plans = new Map<string, KeptPlan>();
  readonly #view: SessionView;
  #entity: UnitEntity;
  #work: { readonly kind: WorkKind; readonly controller: AbortController; readonly ended: Promise<void> } | undefined;
  #closed = false;

  constructor(id: string, target: string, view: SessionView) {
    this.id = id;
    this.#targets = [target];
    this.#view = view;
    const simulated = target.startsWith('sim:');
    const channel = channelOf(target);
    this.#entity = { id, target, channel, simulated, phase: 'connecting', canResume: false, revision: 0 };
    view.put(this.#entity);
  }

  /** The way in use. */
  get target(): string {
    return this.#entity.target;
  }

  /** Every known way to the unit, the one in use first. */
  get targets(): readonly string[] {
    return this.#targets;
  }

  get credentials(): SessionCredentials {
    return this.#credentials;
  }

  /** What the label says, besides what was given before. */
  keepCredentials(credentials: SessionCredentials): void {
    const given = Object.entries(credentials).filter(([, value]) => value !== undefined);
    this.#credentials = { ...this.#credentials, ...Object.fromEntries(given) };
    const { pop = '', username = '' } = this.#credentials;
    this.update({ hasCredentials: pop !== '' || username !== '' });
  }

  /** From now on the unit is reached like this; the ways before stay known. */
  useTarget(target: string): void {
    this.#targets = [target, ...this.#targets.filter((other) => other !== target)].slice(0, maxTargets);
    this.#tellTargets();
  }

  /** Other ways that lead to the same unit, as its MAC has shown. */
  addTargets(targets: readonly string[]): void {
    this.#targets = [...new Set([...this.#targets, ...targets])].slice(0, maxTargets);
    this.#tellTargets();
  }

  #tellTargets(): void {
    const [target = this.target] = this.#targets;
    this.update({ target, channel: channelOf(target), targets: [...this.#targets] });
  }

  get entity(): UnitEntity {
    return this.#entity;
  }

  get workKind(): WorkKind | undefined {
    return this.#work?.kind;
  }

  /** Changes members of the entity; `undefined` takes a member away. */
  update(change: Partial<UnitEntity>): void {
    if (this.#closed) return;
    this.#entity = { ...this.#entity, ...change };
    this.#view.put(this.#entity);
  }

  /** A document of the unit is another one now. */
  bump(change: Partial<UnitEntity> = {}): void {
    this.update({ ...change, revision: this.#entity.revision + 1 });
  }

  /** Begins work; resolves when it has ended, well or not: the entity says which. Throws `app.unit-busy`. */
  begin({ kind, phase, meanwhile, failedPhase = 'failed', run }: Work): Promise<void> {
    this.demandIdle();
    const controller = new AbortController();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#work = { kind, controller, ended: promise };
    this.isChanged ||= kind === 'job';
    this.update({ error: undefined, progress: undefined, ...meanwhile, phase });
    this.#view.onWorkChange();
    void this.#finish(run, failedPhase, controller.signal).then(resolve);
    return promise;
  }

  async #finish(run: Work['run'], failedPhase: UnitEntity['phase'], signal: AbortSignal): Promise<void> {
    let end: Partial<UnitEntity>;
    try {
      end = await run(signal);
    } catch (error) {
      const cause = signal.aborted && !isCoded(error) ? new RecoveryError('app.cancelled') : error;
      end = { phase: failedPhase, error: errorEnvelope(cause) };
    }
    this.#work = undefined;
    this.bump({ progress: undefined, ...end });
    this.#view.onWorkChange();
  }

  /** Throws `app.unit-busy`. */
  demandIdle(): void {
    if (this.#work !== undefined) throw new RecoveryError('app.unit-busy', { unit: this.id });
  }

  /** Throws `app.not-inspected`. */
  demandFacts(): UnitFacts {
    if (this.facts === undefined) throw new RecoveryError('app.not-inspected', { unit: this.id });
    return this.facts;
  }

  /** Ends what is under way, if anything, and waits until it has ended. */
  async stop(): Promise<void> {
    this.#work?.controller.abort();
    await this.#work?.ended;
  }

  /** From now on nothing is told of this unit. */
  close(): void {
    this.#closed = true;
  }

  keepPlan(kept: KeptPlan): void {
    const [oldest] = this.#plans.keys();
    if (this.#plans.size >= maxPlans && oldest !== undefined) this.#plans.delete(oldest);
    this.#plans.set(kept.plan.hash, kept);
  }

  planOf(hash: string): KeptPlan | undefined {
    return this.#plans.get(hash);
  }

  /** What was planned from facts that do not hold any more. */
  forgetPlans(): void {
    this.#plans.clear();
  }
}

function isCoded(error: unknown): boolean {
  return error instanceof RecoveryError && error.code !== 'internal';
}
