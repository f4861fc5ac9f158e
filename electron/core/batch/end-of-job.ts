import { isGoodOutcome } from '../engine/events.ts';
import type { Report } from '../engine/report.ts';
import { type ErrorCode, errorCatalogue } from '../errors/catalogue.ts';
import type { RecoveryError } from '../errors/recovery-error.ts';
import type { Refusal } from '../plan/plan.ts';
import type { StationPhase } from './station.ts';

/** The unit went away, another came in its place, or the operator stopped: nothing is wrong with the unit. */
const interruptions: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'engine.cancelled',
  'engine.other-unit',
  'port.gone',
  'port.not-found',
]);

/** How a job that ran to some end shows at its station. A unit that is gone before the end was interrupted, whatever the error. */
export function phaseOfReport({ outcome, error, unitState }: Report, plugged: boolean): StationPhase {
  if (isGoodOutcome(outcome)) return { kind: 'recovered', outcome };
  const reason = error ?? { code: 'engine.boot-not-seen', params: {} };
  const isOver = outcome !== 'failed';
  if (!isOver && (!plugged || interruptions.has(reason.code))) return { kind: 'interrupted', reason, unitState };
  return { kind: 'failed', reason, unitState, support: undefined };
}

/** How an error before the first write shows. What a safety rule says is no failure: the unit is set aside for a person. */
export function phaseOfError({ code, params, unitState }: RecoveryError, plugged: boolean): StationPhase {
  const reason = { code, params };
  if (!plugged || interruptions.has(code)) return { kind: 'interrupted', reason, unitState };
  if (errorCatalogue[code].exit === 3) return { kind: 'set-aside', reason, others: [] };
  return { kind: 'failed', reason, unitState, support: undefined };
}

export function phaseOfRefusals([first, ...others]: readonly Refusal[]): StationPhase {
  const reason = first ?? { code: 'plan.unknown-product', params: {} };
  return { kind: 'set-aside', reason, others: others.map(({ code }) => code) };
}
