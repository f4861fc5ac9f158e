import type { UnitEntity } from '../../contract/state.ts';
import type { JobOutcome } from '../../core/engine/events.ts';
import { type ErrorCode, errorCatalogue } from '../../core/errors/catalogue.ts';
import type { UnitState } from '../../core/errors/recovery-error.ts';
import { encodeSupportCode } from '../../core/support/support-code.ts';
import { productVersion } from '../product-version.ts';

interface SpokenError {
  readonly code: string;
  readonly unitState: UnitState | undefined;
  readonly outcome?: JobOutcome | undefined;
}

/** What a person reads to support; none for a code of another version, which a record may hold. */
export function supportCodeOf({ code, unitState, outcome }: SpokenError): string | undefined {
  if (!isErrorCode(code)) return undefined;
  return encodeSupportCode({ error: code, unitState, outcome, version: productVersion });
}

/** The entity with a code that also says how its job ended, and in what state it left the unit. */
export function withSupportCode(entity: UnitEntity): UnitEntity {
  const { error, unitState, outcome } = entity;
  if (error === undefined) return entity;
  const supportCode = supportCodeOf({ code: error.code, unitState: error.unitState ?? unitState, outcome });
  return { ...entity, error: { ...error, supportCode } };
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCatalogue, code);
}
