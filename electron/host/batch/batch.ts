import type { BatchChange, BatchState, UnitEnd } from '../../core/batch/batch-state.ts';
import type { SignedPolicy } from '../../core/batch/policy.ts';
import type { Reason } from '../../core/batch/station.ts';
import type { UnitState } from '../../core/errors/recovery-error.ts';
import type { ConnectOptions, ResetAfter } from '../../core/interfaces/flash-loader.ts';
import type { PortInfo, PortWatcher } from '../../core/interfaces/port-watcher.ts';
import type { Unsubscribe } from '../../core/interfaces/serial-link.ts';
import type { ServerView } from '../../core/trust/verdict.ts';
import type { AskServer } from '../ask-release-server.ts';
import type { ReleasePackage } from '../read-release.ts';

export interface BatchRequest {
  readonly package: ReleasePackage;
  /** Without one, a unit whose plan has to be confirmed is set aside. */
  readonly policy: SignedPolicy | undefined;
  readonly server: ServerView | undefined;
  /** Asked where `server` is undefined, once for units that ask alike. Without it, good units end as `boots-unjudged`. */
  readonly askServer?: AskServer | undefined;
  readonly operator: string;
  readonly workOrder: string | undefined;
  readonly ports: PortWatcher;
  /** Which ports are stations. Default: every port with a USB adapter, and simulated ones. */
  readonly isStation?: (port: PortInfo) => boolean;
  /** Most units at once, besides the policy's limit. Default 32. */
  readonly parallel?: number | undefined;
  /** No unit is written to before its serial number was scanned. */
  readonly needsSerial?: boolean | undefined;
  readonly connect: ConnectOptions;
  readonly after: ResetAfter;
  /** Makes the code that is read aloud on the phone for a unit that failed. */
  readonly supportCode?: ((failure: SupportFailure) => string) | undefined;
}

export interface SupportFailure {
  readonly reason: Reason;
  readonly unitState: UnitState | undefined;
  readonly mac: string | undefined;
}

/** A batch that runs: units begin by themselves as they are plugged in. */
export interface Batch {
  state(): BatchState;
  /** Every unit that came to some end, those included that were taken out since. */
  units(): readonly UnitEnd[];
  /** Called with what changed, at most ten times a second. */
  subscribe(listener: (change: BatchChange) => void): Unsubscribe;
  /** Begins no further unit; those at work go on to their end. */
  pause(): void;
  resume(): void;
  /** Begins again with the unit at a station, where none is at work. Throws `batch.no-such-station`. */
  retry(stationId: string): void;
  /**
   * Gives the unit at a station, or the one to come, its serial number. Throws `batch.no-such-station`,
   * `batch.bad-serial`, `batch.serial-taken` or `batch.serial-too-late`.
   */
  assignSerial(stationId: string, text: string): void;
  /** Stops units at work at the next block (the journal knows where) and resolves when all is at rest. */
  stop(): Promise<void>;
  /** Resolves when no unit is at work or in the queue. */
  settled(): Promise<void>;
}
