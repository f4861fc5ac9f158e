import type { AskCode, CauseCode, Statement } from './vocabulary.ts';

/** Plain facts that fill a text: numbers, names, hosts. */
export type ExplainParams = Readonly<Record<string, string | number>>;

/** Something that the log says, once for all the lines that say it. */
export interface Observation {
  /** First line that says so, counted from 1. */
  readonly line: number;
  readonly lastLine: number;
  readonly count: number;
  /** `<area>.<what>`, e.g. `x509.NOT_TRUSTED`; the words are in the locales under `observation.<code>`. */
  readonly code: string;
  /** The field's own name with its number, e.g. `MBEDTLS_ERR_X509_CERT_VERIFY_FAILED (-0x2700)`. */
  readonly name: string;
  readonly params: ExplainParams;
  /** The first line, redacted, at most 200 characters. */
  readonly text: string;
  readonly proves: readonly Statement[];
  /** What people conclude from such a line, though it does not follow. */
  readonly doesNotProve: readonly Statement[];
}

export interface Cause {
  readonly code: CauseCode;
  /** How strongly the log speaks for it, 1 to 100. Several may be true at once, so they do not add up to 100. */
  readonly weight: number;
  /** Indices of the observations that speak for it. */
  readonly because: readonly number[];
}

/** The one thing that settles which cause it is. */
export interface Ask {
  readonly code: AskCode;
  readonly params: ExplainParams;
}

export type Framework = 'esp-idf' | 'arduino' | 'esp-adf' | 'esphome';

/** What the log tells of the ESP-IDF version. Numbers of errors and log lines changed between versions. */
export interface IdfVersionEvidence {
  /** As printed, e.g. `v3.2-103-g4aa1058e8`; absent where only the form of lines tells. */
  readonly version: string | undefined;
  /** `bootloader`: an update over the air replaces the app and not the bootloader, so the app may be newer. */
  readonly source: 'app' | 'bootloader' | 'line-format';
  /** Oldest possible release, e.g. `4.4`. */
  readonly from: string | undefined;
  /** First release that is no longer possible. */
  readonly before: string | undefined;
  readonly line: number;
}

/** How much of the text was looked at. */
export interface LogCoverage {
  readonly characters: number;
  readonly charactersRead: number;
  readonly lines: number;
  /** Lines in the middle of an endless log that were not looked at, first and last. */
  readonly leftOut: { readonly from: number; readonly to: number } | undefined;
}

export interface Explanation {
  readonly schema: 1;
  readonly framework: { readonly name: Framework; readonly line: number } | undefined;
  readonly idfVersion: IdfVersionEvidence | undefined;
  readonly coverage: LogCoverage;
  /** In the order of lines, at most 200. */
  readonly observations: readonly Observation[];
  /** Strongest first. */
  readonly causes: readonly Cause[];
  readonly ask: Ask;
}
