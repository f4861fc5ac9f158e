import type { JobOutcome } from '../core/engine/events.ts';
import { type ExitCode, errorArea, errorCatalogue } from '../core/errors/catalogue.ts';
import { RecoveryError } from '../core/errors/recovery-error.ts';
import { encodeSupportCode } from '../core/support/support-code.ts';
import { productVersion } from '../host/product-version.ts';
import type { Style } from './style.ts';
import { harmless } from './style.ts';
import type { Texts } from './texts.ts';

/** How a failed command ends: what people read, what programs read, and the exit code. */
export interface Failure {
  readonly exit: ExitCode;
  readonly text: string;
  /** For the last line of what people read: what they read aloud to support. */
  readonly supportLine: string;
  readonly json: {
    readonly schema: 1;
    readonly error: {
      readonly code: string;
      readonly params: Readonly<Record<string, string | number | boolean>>;
      readonly unitState: string | undefined;
      readonly what: string;
      readonly next: string;
      readonly supportCode: string;
    };
  };
}

/**
 * Anything thrown, as a failure: what is no RecoveryError is a defect of ours and says `internal`. `outcome` is how the job
 * ended that it ended, where there was one.
 */
export function describeFailure(thrown: unknown, texts: Texts, style: Style, outcome?: JobOutcome): Failure {
  const error = asRecoveryError(thrown);
  const params = Object.fromEntries(
    Object.entries(error.params).map(([name, value]) => [name, typeof value === 'string' ? harmless(value) : value]),
  );
  const namespace = `errors-${errorArea(error.code)}`;
  const what = texts(`${namespace}:${error.code}.what`, params);
  const next = texts(`${namespace}:${error.code}.next`, params);
  const state = error.unitState === undefined ? [] : [texts(`cli:unit-state.${error.unitState}`)];
  const supportCode = encodeSupportCode({
    error: error.code,
    unitState: error.unitState,
    outcome,
    version: productVersion,
  });
  return {
    exit: errorCatalogue[error.code].exit,
    text: [
      `${style.red('✗')} ${what}`,
      ...state.map((line) => `  ${line}`),
      `  ${style.bold('→')} ${next}`,
      style.dim(`  ${error.code}`),
    ].join('\n'),
    supportLine: style.dim(`  ${texts('cli:support.code', { code: supportCode })}`),
    json: { schema: 1, error: { code: error.code, params, unitState: error.unitState, what, next, supportCode } },
  };
}

function asRecoveryError(thrown: unknown): RecoveryError {
  if (thrown instanceof RecoveryError) return thrown;
  if (thrown instanceof Error && thrown.name === 'AbortError') return new RecoveryError('engine.cancelled');
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  return new RecoveryError('internal', { detail }, { cause: thrown });
}
