import type { ErrorEnvelope } from '../../contract/envelope.ts';
import { type ErrorParams, RecoveryError, type UnitState } from '../../core/errors/recovery-error.ts';
import { harmlessText } from './harmless-text.ts';
import { supportCodeOf } from './support-code.ts';

/** What an envelope is made of: a RecoveryError, or the error of a report. */
export interface CodedError {
  readonly code: string;
  readonly params: ErrorParams;
  readonly unitState?: UnitState | undefined;
}

/** Anything thrown, as it crosses to a screen: what is no RecoveryError is a defect of ours and says `internal`. */
export function errorEnvelope(thrown: unknown): ErrorEnvelope {
  return envelopeOf(asCodedError(thrown));
}

/** A coded error as it crosses; a unit's gets its support code where the entity is told (`support-code.ts`). */
export function envelopeOf({ code, params, unitState }: CodedError): ErrorEnvelope {
  const harmless = Object.entries(params).map(([name, value]): [string, string | number | boolean] => [
    name,
    typeof value === 'string' ? harmlessText(value) : value,
  ]);
  return { code, params: Object.fromEntries(harmless), unitState, supportCode: supportCodeOf({ code, unitState }) };
}

function asCodedError(thrown: unknown): CodedError {
  if (thrown instanceof RecoveryError) return thrown;
  if (thrown instanceof Error && thrown.name === 'AbortError') return new RecoveryError('app.cancelled');
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  return new RecoveryError('internal', { detail });
}
