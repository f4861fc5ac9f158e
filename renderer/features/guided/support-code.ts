import type { ErrorEnvelope } from '../../../electron/contract/envelope.ts';
import type { UnitEntity } from '../../../electron/contract/state.ts';
import type { ErrorCode } from '../../../electron/core/errors/catalogue.ts';
import { errorNumbers } from '../../../electron/core/errors/numbers.ts';
import { encodeSupportCode } from '../../../electron/core/support/support-code.ts';

/** What support has to hear of: the host's own code where it gave one. */
export function supportCodeOf(
  error: Pick<ErrorEnvelope, 'code' | 'supportCode' | 'unitState'> | undefined,
  unit: Pick<UnitEntity, 'unitState' | 'outcome'> | undefined,
  version: string,
): string {
  if (error?.supportCode !== undefined) return error.supportCode;
  return encodeSupportCode({
    error: error && (isErrorCode(error.code) ? error.code : 'internal'),
    unitState: error?.unitState ?? unit?.unitState,
    outcome: unit?.outcome,
    version,
  });
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorNumbers, code);
}

/** `0F3K-8RMW` as it is read: in groups, sign by sign. */
export function codeGroups(code: string): readonly (readonly string[])[] {
  return code
    .split(/[^0-9A-Za-z]+/)
    .filter((group) => group !== '')
    .map((group) => [...group.toUpperCase()]);
}
