import type { JobOutcome } from '../engine/events.ts';
import type { ErrorCode } from '../errors/catalogue.ts';
import { errorCodeOf, errorNumbers } from '../errors/numbers.ts';
import type { UnitState } from '../errors/recovery-error.ts';
import { malformed, type Parsed, parsed } from '../formats/parsed.ts';
import { checkValue, isChecked } from './check-sign.ts';
import { signValue, spokenSign } from './spoken-signs.ts';

/** What a support code says. */
export interface SupportCase {
  /** Undefined where nothing failed, such as after a job that ended well. */
  readonly error: ErrorCode | undefined;
  readonly unitState: UnitState | undefined;
  /** How the job ended, where there was one. */
  readonly outcome: JobOutcome | undefined;
  /** Of the product, `1.4.2`. */
  readonly version: string;
}

/** What was read back: codes as texts, because they may be of another version. */
export interface SpokenCase {
  /** 0 where nothing failed. */
  readonly errorNumber: number;
  /** Undefined where nothing failed, and for a number that this version does not know. */
  readonly error: string | undefined;
  readonly unitState: UnitState | undefined;
  readonly outcome: JobOutcome | undefined;
  /** `1.4`; undefined for a version that a code has no room for. */
  readonly version: string | undefined;
}

/** Places in a code, in stone like the numbers of errors: 0 is "none". */
const unitStates = [
  undefined,
  'untouched',
  'old-boots',
  'staged',
  'partial',
  'new-unconfirmed',
  'new-boots',
  'unknown',
] as const satisfies readonly (UnitState | undefined)[];

const outcomes = [
  undefined,
  'recovered',
  'boots-cable-only',
  'boots-unreachable',
  'boots-unjudged',
  'boot-not-seen',
  'boot-failed',
  'failed',
] as const satisfies readonly (JobOutcome | undefined)[];

/** Bits of each field, first field highest: 28 bits are seven signs. `layout` is 0; another layout would be of another version. */
const bits = { layout: 2, error: 10, unitState: 3, outcome: 3, major: 4, minor: 6 } as const;
const fieldNames = ['layout', 'error', 'unitState', 'outcome', 'major', 'minor'] as const;
type Fields = Readonly<Record<keyof typeof bits, number>>;

const dataSigns = 7;
const groupLength = 4;
const signBits = 4;
/** Both parts of a version that does not fit. */
const noVersion = { major: (1 << bits.major) - 1, minor: (1 << bits.minor) - 1 };

/** Eight signs in two groups, `0F3K-8RMW`: a check sign, then the case. */
export function encodeSupportCode({ error, unitState, outcome, version }: SupportCase): string {
  const values = signsOf({
    layout: 0,
    error: error === undefined ? 0 : errorNumbers[error],
    unitState: unitStates.indexOf(unitState),
    outcome: outcomes.indexOf(outcome),
    ...versionFields(version),
  });
  const signs = [checkValue(values), ...values].map(spokenSign).join('');
  return `${signs.slice(0, groupLength)}-${signs.slice(groupLength)}`;
}

/**
 * What a code says that a person read aloud or typed: either case, with or without spaces and hyphens, O for 0 and the
 * like. Problems: `length`, `sign`, `checksum` (misheard), `layout` (of a newer version).
 */
export function decodeSupportCode(text: string): Parsed<SpokenCase> {
  const signs = [...text.slice(0, 200).replaceAll(/[\s\-\u2010-\u2015_.]/g, '')];
  const values = signs.map(signValue);
  const wrong = values.findIndex((value) => value < 0);
  if (wrong >= 0) return malformed('sign', wrong);
  if (values.length !== dataSigns + 1) return malformed('length', values.length);
  if (!isChecked(values)) return malformed('checksum', 0);
  const fields = fieldsOf(values.slice(1));
  if (fields.layout !== 0) return malformed('layout', 1);
  return parsed({
    errorNumber: fields.error,
    error: errorCodeOf(fields.error),
    unitState: unitStates[fields.unitState],
    outcome: outcomes[fields.outcome],
    version: versionText(fields),
  });
}

function signsOf(fields: Fields): number[] {
  const packed = fieldNames.reduce((sum, name) => sum * 2 ** bits[name] + fields[name], 0);
  return Array.from({ length: dataSigns }, (_, index) => (packed >>> (signBits * (dataSigns - 1 - index))) & 0xf);
}

function fieldsOf(values: readonly number[]): Fields {
  let rest = values.reduce((sum, value) => sum * 2 ** signBits + value, 0);
  const fields = { layout: 0, error: 0, unitState: 0, outcome: 0, major: 0, minor: 0 };
  for (const name of fieldNames.toReversed()) {
    fields[name] = rest & ((1 << bits[name]) - 1);
    rest >>>= bits[name];
  }
  return fields;
}

function versionFields(version: string): { readonly major: number; readonly minor: number } {
  const [, major, minor] = /^(\d{1,4})\.(\d{1,4})(?:\.|$)/.exec(version) ?? [];
  const fields = { major: Number(major), minor: Number(minor) };
  return fields.major < noVersion.major && fields.minor < noVersion.minor ? fields : noVersion;
}

function versionText({ major, minor }: Fields): string | undefined {
  return major === noVersion.major ? undefined : `${major}.${minor}`;
}
