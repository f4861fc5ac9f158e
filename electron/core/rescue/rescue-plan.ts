import type { LeafOffer } from '../catalogue/catalogue-document.ts';

/** What a server must show so that units which no longer accept it do again (TRUST §D.5-10). Plain JSON. */
export interface RescuePlan {
  readonly schema: 1;
  readonly catalogue: { readonly version: number; readonly date: string };
  /** Names that the units ask for; the leaf must be for them. */
  readonly hosts: readonly string[];
  /** One is enough for the whole fleet, or as few as can be. The same host and port cannot be two. */
  readonly listeners: readonly Listener[];
  /** In the order of the classes given. */
  readonly perClass: readonly ClassRescue[];
  readonly conflicts: readonly RescueConflict[];
  /** ISO date on which the first class loses its listener; undefined = no unit ends it. */
  readonly endsOn: string | undefined;
  readonly notes: readonly RescueNote[];
}

/** One server configuration: a chain in the order in which it must be sent. */
export interface Listener {
  readonly leaf: 'at-hand' | 'to-be-issued';
  /** Whom to get the leaf from, where it is not at hand. */
  readonly issuer: LeafIssuer | undefined;
  readonly chain: readonly ChainLink[];
  /** SHA-256 of what stands in the chain and neither the server now nor the issuer hands out, in sent order. */
  readonly append: readonly string[];
  /** SHA-256 of what they hand out and must not be sent. */
  readonly leaveOut: readonly string[];
  /** Length of the Certificate message, which must fit the unit's receive buffer; an estimate where the leaf is one. */
  readonly messageBytes: number;
  /** Indexes of the classes that accept it. */
  readonly classes: readonly number[];
}

export type LeafIssuer = Pick<LeafOffer, 'operator' | 'access' | 'leafKey'> & {
  /** The issuing authority that the chain was computed with. */
  readonly subject: string;
};

/** Facts of a certificate of a chain. */
export interface ChainLink {
  /** Undefined for a leaf that is yet to be issued. */
  readonly sha256: string | undefined;
  readonly role: 'leaf' | 'issuing' | 'cross-sign';
  readonly subject: string;
  readonly issuer: string;
  /** Bytes of DER. */
  readonly size: number;
  readonly notBefore: string;
  readonly notAfter: string;
  /** Where its authority publishes it. */
  readonly url: string | undefined;
}

/**
 * `served`: accepts what the server shows now; `rescued`: accepts its listener; `rescued-if-dates-off`: does so unless the
 * firmware checks dates, which is not known; `none`: no chain is known; `no-second-slot`: nothing can update it over the air;
 * `unknown-anchors`: not all of what it trusts is known, and with what is known nothing was found.
 */
export type RescueOutcome =
  | 'served'
  | 'rescued'
  | 'rescued-if-dates-off'
  | 'none'
  | 'no-second-slot'
  | 'unknown-anchors';

export interface ClassRescue {
  /** The units of the class. */
  readonly units: readonly string[];
  readonly outcome: RescueOutcome;
  readonly listener: number | undefined;
  /** To which the chain leads. */
  readonly anchor: { readonly spkiSha256: string; readonly subject: string } | undefined;
  /** What ends it, earliest first, for units that check dates or may do. The leaf is renewed and not among them. */
  readonly ends: readonly RescueEnd[];
}

export interface RescueEnd {
  /** An issuing authority is replaced by its operator as a matter of course, the others are not. */
  readonly what: 'issuing' | 'cross-sign' | 'anchor';
  readonly subject: string;
  /** ISO date and time. */
  readonly date: string;
}

/** Two listeners that no single one can stand for. */
export interface RescueConflict {
  readonly listeners: readonly [number, number];
  /** `long-chain`: what the first must send above the second's chain makes bundle firmware fail (TRUST §0.4). */
  readonly code: 'long-chain' | 'no-common-chain';
  /** Indexes of classes that accept only the first, and only the second. */
  readonly onlyFirst: readonly number[];
  readonly onlySecond: readonly number[];
}

/** Side conditions; the words are in the locales under `rescue.note.<code>`. */
export const rescueNoteCodes = [
  'host-must-be-yours',
  'no-redirect',
  'tls12-only',
  'one-record',
  'record-size',
  'buffer-unknown',
  'rsa-4096',
  'both-keys',
  'cdn-rebuilds',
  'date-check-unknown',
  'supply',
  'unsigned-images',
  'frozen-leaf',
  'second-listener',
  'flash-the-rest',
  'search-cut-short',
] as const;

export interface RescueNote {
  readonly code: (typeof rescueNoteCodes)[number];
  readonly params: Readonly<Record<string, string | number>>;
}
