import type { Anchor, AnchorPlace } from '../inspect/facts.ts';
import type { Verdict } from '../trust/verdict.ts';

/** Everything that an audit can find; the words are in the locales under `audit.finding.<code>`. */
export const findingCodes = [
  'no-anchor', // no certificate authority was found: the firmware checks nothing, or does not use TLS
  'anchors-incomplete', // some place that may hold authorities was not read
  'expires-before', // the last root ends before the date asked for, or has ended
  'single-root', // one root only: no way out when its authority goes
  'date-check-unknown',
  'private-key', // one lies in the firmware as PEM text, open for whoever has the file
  'home-folder-paths', // paths of source files below somebody's home folder: they name a person
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

/** When a root's own certificate ends. `catalogue` = the firmware holds no date of it, so that the unit cannot look at one. */
export interface RootEnd {
  /** ISO date. */
  readonly date: string;
  readonly cause: EndCause;
  readonly source: 'firmware' | 'catalogue';
}

/**
 * Since when or until when others trust a root for websites; units that hold it go on with it. `browsers` = they trust it
 * no more; `new-certificates` = Mozilla's root program takes none that is issued later; `root-program` = it drops the root.
 */
export interface RootDistrust {
  /** Year or day. */
  readonly date: string;
  readonly cause: 'browsers' | 'new-certificates' | 'root-program';
}

/** A root that the firmware carries, once for each key. */
export interface RootHorizon {
  readonly spkiSha256: string;
  readonly subject: string;
  readonly kind: Anchor['kind'];
  readonly encoding: Anchor['encoding'];
  readonly places: readonly AnchorPlace[];
  /** Absent where neither the firmware nor the catalogue has a date, as of an own authority in a bundle. */
  readonly until?: RootEnd;
  /** Where the catalogue knows one. */
  readonly distrust?: RootDistrust;
}

/** When the last root ends. `open` = no date is known of some root; `none` = there is no root. */
export type Horizon =
  | (RootEnd & { readonly kind: 'date'; readonly subject: string })
  | { readonly kind: 'open' }
  | { readonly kind: 'none' };

/** What an image says of itself that facts do not carry. */
export interface ImageEvidence {
  /** Schemes of the signature blocks behind the image; empty = none follows it. */
  readonly signatures: readonly ('v1' | 'v2-rsa' | 'v2-ecdsa')[];
  /** ISO date of the build, or for Arduino that of its libraries; undefined where none is in the image. */
  readonly builtOn: string | undefined;
  /** Kinds of the private keys in PEM text that no passphrase protects, one for each key. */
  readonly privateKeys: readonly ('RSA' | 'EC' | 'PKCS8')[];
  /** How many paths of source files lie below a person's home folder. */
  readonly homeFolderPaths: number;
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
