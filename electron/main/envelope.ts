import type { ErrorEnvelope } from '../contract/envelope.ts';
import { type ErrorCode, errorCatalogue } from '../core/errors/catalogue.ts';
import { RecoveryError } from '../core/errors/recovery-error.ts';
import { encodeSupportCode } from '../core/support/support-code.ts';

/** An error as it crosses to a screen. What is not ours crosses as `internal`, without its text: that could hold anything. */
export function envelopeOf(error: unknown, version: string): ErrorEnvelope {
  const { code, params, unitState } = error instanceof RecoveryError ? error : new RecoveryError('internal');
  const supportCode = encodeSupportCode({ error: code, unitState, outcome: undefined, version });
  return { code, params: { ...params }, supportCode, ...(unitState === undefined ? {} : { unitState }) };
}

/** The error that crossed; a code of another version becomes `internal`. */
export function errorOf({ code, params, unitState }: ErrorEnvelope): RecoveryError {
  return new RecoveryError(isErrorCode(code) ? code : 'internal', params, { unitState });
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCatalogue, code);
}
