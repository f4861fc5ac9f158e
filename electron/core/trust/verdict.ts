import type { UnknownReason } from '../inspect/facts.ts';
import type { CertificateFlight } from './receive-limits.ts';

/** The server's certificates as a unit would receive them: base64 DER, in sent order, leaf first. */
export interface ServerView {
  readonly host: string | undefined;
  readonly chain: readonly string[];
  readonly source: 'file' | 'probe' | 'pasted';
  /** How the certificates came over the line, where somebody looked; a chain alone is taken to come as usual. */
  readonly flight?: CertificateFlight;
}

/** A stable code and its facts; the words are in the locales under `verdict.<code>`. */
export interface VerdictReason {
  readonly code: VerdictCode;
  readonly params: Readonly<Record<string, string | number>>;
}

/** Every reason that a verdict can have. */
export const verdictCodes = [
  'path-found',
  'no-path', // nothing that was sent leads to an anchor
  'no-anchor', // the firmware carries none: it either verifies nothing or never speaks TLS
  'name-mismatch',
  'expired',
  'not-yet-valid',
  'weak-key',
  'weak-hash',
  'not-a-ca',
  'too-many-intermediates',
  'chain-goes-above-root', // a bundle holds a root of the chain, and the server sends more above it
  'certificate-refused', // the unit's Mbed TLS cannot parse a certificate that was sent
  'anchors-refused', // nor any certificate that the unit itself holds
  'wrong-usage', // the certificate is not for servers
  'message-too-large', // for the unit's receive buffer
  'buffer-hint', // a condition and no reason: a hint at a smaller receive buffer than what the server sends needs
  'message-fragmented', // over several records, which the unit cannot join
  'no-handshake', // unit and server come to no TLS connection, so that no certificate plays a part
  'no-second-slot', // no over-the-air update is possible at all, whatever a server shows
  'no-server', // no chain was given
  'anchors-incomplete',
  'anchor-hash-only',
  'date-check-unknown',
  'running-slot-unknown',
  'trust-store-unknown', // the firmware holds a bundle and other certificates, or an option of its bundle is not known
  'second-slot-unknown', // the table could not be read: whether the unit has room for a download is not known
  'signature-unsupported',
] as const;

export type VerdictCode = (typeof verdictCodes)[number];

/** Found through the catalogue: the server shows a chain to this anchor when it does this. */
export interface AppendCertificates {
  readonly kind: 'append-certificates';
  readonly anchorSpkiSha256: string;
  /** Whom to get a leaf from first; undefined = the leaf that the server has will do. */
  readonly issuer: { readonly operator: string; readonly leafKey: 'RSA' | 'EC' } | undefined;
  /** To be appended to the leaf and what comes with it, in sent order. */
  readonly certificates: readonly { readonly sha256: string; readonly subject: string; readonly issuer: string }[];
  /** SHA-256 of what comes with the leaf and must not be sent. */
  readonly leaveOut: readonly string[];
  /** Whether the firmware checks dates is not known, and this helps only where it does not. */
  readonly onlyWithoutDateCheck: boolean;
}

export type Remedy =
  | AppendCertificates
  | { readonly kind: 'server-chain-to'; readonly anchorSpkiSha256: string; readonly subject: string }
  | { readonly kind: 'flash' };

/** What one outcome of the path model says, in the device's own terms. */
export interface DeviceOutcome {
  readonly accepted: boolean;
  /** Positive Mbed TLS code, e.g. 0x2700; 0 when accepted. */
  readonly code: number;
  /** Mbed TLS verification flags, e.g. 0x8; 0 when accepted. */
  readonly flags: number;
  /** What the unit's log prints, as firmware of its IDF version words it. */
  readonly logLines: readonly string[];
}

export interface Verdict {
  readonly schema: 1;
  readonly status: 'reachable' | 'stranded' | 'unknown';
  readonly reasons: readonly VerdictReason[];
  /** Both outcomes where the date check is unknown, else the one that applies. */
  readonly outcomes: readonly { readonly dateCheck: boolean; readonly outcome: DeviceOutcome }[];
  /** SHA-256 of each certificate of the path found, leaf first, and the anchor's SPKI last. */
  readonly path: readonly string[];
  /** ISO date on which reachability ends and what ends it, where that is known. */
  readonly until: { readonly date: string; readonly subject: string } | undefined;
  readonly remedies: readonly Remedy[];
  /** For `unknown`: which facts are missing. */
  readonly missing: readonly { readonly fact: string; readonly reason: UnknownReason }[];
}
