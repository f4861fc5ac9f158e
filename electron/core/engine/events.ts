import type { UnitState } from '../errors/recovery-error.ts';
import type { WireEvent } from '../interfaces/flash-loader.ts';
import type { ExchangeEvent } from '../interfaces/provisioning-transport.ts';
import type { PlanStep } from '../plan/plan.ts';

/** What a running job tells whoever watches it: the CLI, the app, the journal's reader. */
export type EngineEvent =
  | {
      readonly type: 'job-started';
      readonly planHash: string;
      readonly steps: number;
      readonly resumedAt: number | undefined;
    }
  | { readonly type: 'step-started'; readonly step: PlanStep }
  | { readonly type: 'step-progress'; readonly step: PlanStep; readonly done: number; readonly total: number }
  | { readonly type: 'step-finished'; readonly step: PlanStep; readonly skipped: boolean }
  | {
      readonly type: 'retry';
      readonly step: PlanStep;
      readonly attempt: number;
      readonly code: string;
      /** Rate of the next attempt over a cable. */
      readonly baudRate?: number | undefined;
      /** What only a person can do so that the next attempt succeeds: hold the unit's button down. */
      readonly needs?: 'button' | undefined;
    }
  /** Over recovery endpoints: which channel the job goes on over, each time that changes. */
  | { readonly type: 'channel'; readonly channel: 'ble' | 'softap' }
  | { readonly type: 'boot-text'; readonly text: string }
  | { readonly type: 'wire'; readonly event: WireEvent | ExchangeEvent }
  | { readonly type: 'job-finished'; readonly outcome: JobOutcome; readonly unitState: UnitState };

/** Every way in which a job can end. */
export const jobOutcomes = [
  'recovered', // the new firmware was seen booting and a server can reach it
  'boots-cable-only', // the new firmware was seen booting and refuses no server that was given, but a unit with one slot is only ever updated by cable
  'boots-unreachable', // the new firmware was seen booting and its trust store does not accept the server shown
  'boots-unjudged', // the new firmware was seen booting; no server was given or the verdict is unknown
  'boot-not-seen', // written and verified, console silent or unit not back on its channel: never success
  'boot-failed', // brown-out, panic, rollback or another version was seen
  'failed', // see the error
] as const;

export type JobOutcome = (typeof jobOutcomes)[number];

/** What a unit may be handed back with: the new firmware was seen booting, and nothing speaks against it. */
const good: ReadonlySet<string> = new Set<JobOutcome>(['recovered', 'boots-cable-only', 'boots-unjudged']);

/** Takes any text: a record may hold an outcome of another version, which is no good one. */
export function isGoodOutcome(outcome: string): boolean {
  return good.has(outcome);
}
