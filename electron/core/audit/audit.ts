import type { Anchor, AnchorPlace } from '../inspect/facts.ts';
import type { Verdict } from '../trust/verdict.ts';

/** Everything that an audit can find; the words are in the locales under `audit.finding.<code>`. */
export const findingCodes = [
  'no-anchor', // no certificate authority was found: the firmware checks nothing, or does not use TLS
  'anchors-incomplete', // some place that may hold authorities was not read
  'expires-before', // the last root ends before the date asked for, or has ended
  'single-root', // one root only: no way out when its authority goes
  'date-check-unknown',
  'unsigned-images', // no signature follows the image: whoever serves it decides what runs
  'stale-bundle',
  'small-buffer', // the TLS receive buffer is smaller than what servers send
  'server-not-accepted',
  'chain-ends-before', // what the server shows ends before the date asked for
] as const;

export type FindingCode = (typeof findingCodes)[number];
export type FindingLevel = 'error' | 'warning' | 'note';

export interface Finding {
  readonly code: FindingCode;
  /** An audit with an error fails. */
  readonly level: FindingLevel;
  readonly params: Readonly<Record<string, string | number>>;
}

export type DateCheck = 'on' | 'off' | 'unknown';

/**
 * Why a root's date ends anything: a unit that checks dates refuses it; where dates are not checked, nobody issues to
 * servers under it any more. `either` = the date check is not known.
 */
export type EndCause = 'unit-refuses' | 'authority-ends' | 'either';

/** A root that the firmware carries, once for each key. */
export interface RootHorizon {
  readonly spkiSha256: string;
  readonly subject: string;
  readonly kind: Anchor['kind'];
  readonly encoding: Anchor['encoding'];
  readonly places: readonly AnchorPlace[];
  /** ISO date and what ends there; absent where the firmware holds no date, as in bundles. */
  readonly until?: { readonly date: string; readonly cause: EndCause };
}

/** When the last root ends. `open` = some root has no date in the firmware; `none` = there is no root. */
export type Horizon =
  | { readonly kind: 'date'; readonly date: string; readonly subject: string; readonly cause: EndCause }
  | { readonly kind: 'open' }
  | { readonly kind: 'none' };

/** What an image says of itself that facts do not carry. */
export interface ImageEvidence {
  /** Schemes of the signature blocks behind the image; empty = none follows it. */
  readonly signatures: readonly ('v1' | 'v2-rsa' | 'v2-ecdsa')[];
  /** ISO date of the build, or for Arduino that of its libraries; undefined where none is in the image. */
  readonly builtOn: string | undefined;
}

export interface AuditedImage {
  readonly slot?: string;
  readonly version?: string;
  readonly projectName?: string;
  readonly idfVersion?: string;
  /** Appended SHA-256, or the computed one. */
  readonly sha256?: string;
}

/** What a firmware needs of its servers, how long that can last, and what is wrong with it. */
export interface Audit {
  readonly schema: 1;
  readonly image: AuditedImage;
  /** True without any finding of level `error`. */
  readonly passes: boolean;
  readonly findings: readonly Finding[];
  /** The server's chain must lead to one of these. */
  readonly anchors: readonly RootHorizon[];
  readonly horizon: Horizon;
  readonly dateCheck: DateCheck;
  readonly singleRoot: boolean;
  /** It names update URLs and carries no root that could prove who answers. */
  readonly insecure: boolean;
  /** Signature blocks behind the image; `unknown` where the image was not looked at. */
  readonly imageSigning: 'signed' | 'unsigned' | 'unknown';
  /** Its roots came with the build: they are at least this old. */
  readonly bundle?: { readonly roots: number; readonly ageDays?: number };
  /** Largest TLS record content that it takes in, in bytes, where it shows. */
  readonly receiveBuffer?: number;
  readonly verdict?: Verdict;
}
