import type { UnitEntity } from '../../contract/state.ts';
import { type ErrorCode, errorCatalogue } from '../../core/errors/catalogue.ts';
import { encodeSupportCode } from '../../core/support/support-code.ts';

/** The entity with what its person reads to support, where something failed on the unit. */
export function withSupportCode(entity: UnitEntity, version: string): UnitEntity {
  const { error, unitState, outcome } = entity;
  if (error === undefined || !isErrorCode(error.code)) return entity;
  const state = error.unitState ?? unitState;
  const supportCode = encodeSupportCode({ error: error.code, unitState: state, outcome, version });
  return { ...entity, error: { ...error, supportCode } };
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCatalogue, code);
}
