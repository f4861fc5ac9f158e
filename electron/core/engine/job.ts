import type { Catalogue } from '../catalogue/catalogue.ts';
import type { UnitFacts } from '../inspect/facts.ts';
import type { ConnectedChip, ConnectOptions, FlashLoader } from '../interfaces/flash-loader.ts';
import type { Clock } from '../interfaces/machine.ts';
import type { RecoveryPlan } from '../plan/plan.ts';
import type { ProvisioningSession } from '../provisioning/session.ts';
import type { Release, ReleaseManifest } from '../release/manifest.ts';
import type { ServerView, Verdict } from '../trust/verdict.ts';
import type { BackupStore } from './backup-store.ts';
import type { EngineEvent } from './events.ts';
import type { Journal } from './journal.ts';

/** One plan, one unit, and what running it needs whatever it runs over. */
export interface JobBase {
  readonly plan: RecoveryPlan;
  readonly release: Release;
  /** What the plan was made from, and what was judged of it. */
  readonly factsBefore: UnitFacts;
  readonly verdictBefore: Verdict | undefined;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly operator: string;
  /** The plan's hash, as the operator or a signed policy confirmed it. */
  readonly confirmedHash?: string | undefined;
  /** The chain that the unit is judged by afterwards. */
  readonly server?: ServerView | undefined;
  /** Releases that the unit is inspected by afterwards. */
  readonly releases: readonly ReleaseManifest[];
  /** Known roots, to name the unit's anchors by afterwards. */
  readonly catalogue?: Catalogue | undefined;
  readonly emit: (event: EngineEvent) => void;
  readonly signal?: AbortSignal | undefined;
}

/** A job over a flash loader. */
export interface Job extends JobBase {
  /** The unit is left in the loader's session; whoever made the loader disconnects it. */
  readonly loader: FlashLoader;
  readonly connect: ConnectOptions;
  readonly backups: BackupStore;
}

/** A job over the recovery endpoints of the unit's own firmware. */
export interface EndpointJob extends JobBase {
  /**
   * Opens a new connection to the unit and shakes hands, over whatever channel there is; rejects as `openSession` does.
   * Called again whenever a connection ended, see `overChannels`. The engine closes every session that it was given.
   */
  readonly open: (signal: AbortSignal | undefined) => Promise<ProvisioningSession>;
}

/** How the engine looks at a unit besides reading and writing its flash. */
export interface UnitViews {
  /** MAC of the unit that answers, as facts write it. Throws the loader's errors. */
  readMac(loader: FlashLoader, chip: ConnectedChip): Promise<string>;
  /** Facts of the unit after the job; `bootLog` is what the boot check heard, redacted. */
  inspect(job: Job, chip: ConnectedChip, bootLog: string): Promise<UnitFacts>;
  judge(job: Job, facts: UnitFacts): Promise<Verdict>;
}
