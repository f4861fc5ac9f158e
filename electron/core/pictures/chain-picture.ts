import { decodeBase64 } from '../bytes/base64.ts';
import type { Anchor, UnitFacts } from '../inspect/facts.ts';
import { trustedAuthority } from '../trust/anchors.ts';
import { type Certificate, parseCertificate } from '../trust/certificate.ts';
import { runnableSlots } from '../trust/unit-anchors.ts';
import type { Remedy, ServerView, Verdict, VerdictReason } from '../trust/verdict.ts';
import { type BreakCause, findPath } from './picture-path.ts';

/** A certificate that the server sent. */
export interface SentCertificate {
  /** From 1, in sent order. */
  readonly position: number;
  readonly subject: string;
  readonly issuer: string;
  /** ISO 8601. */
  readonly until: string;
  readonly onPath: boolean;
  /** Codes of the verdict's reasons that speak of this certificate. */
  readonly flaws: readonly string[];
}

/** An authority that the unit trusts. */
export interface HeldAnchor {
  /** Empty where only a hash is known. */
  readonly subject: string;
  readonly spkiSha256: string;
  readonly until: string | undefined;
  /** `reached` by the path; `wanted`: a chain to it would help; `idle`: neither. */
  readonly role: 'reached' | 'wanted' | 'idle';
  readonly flaws: readonly string[];
}

/** Where the path from the server's certificate ends without an anchor. */
export interface PathBreak {
  /** Name that would have to go on. */
  readonly issuer: string;
  readonly cause: BreakCause;
}

/** The path from the server's certificate to what the unit trusts, as far as it is known, ready to be drawn. */
export interface ChainPicture {
  readonly status: Verdict['status'];
  readonly host: string | undefined;
  readonly sent: readonly SentCertificate[];
  /** Those that matter first. */
  readonly held: readonly HeldAnchor[];
  /** False where some place that may hold anchors was not read. */
  readonly heldIsComplete: boolean;
  /** Whether the path ends at an anchor and the unit accepts it, at least where it checks no dates. */
  readonly isAccepted: boolean;
  /** The most telling one. */
  readonly reason: VerdictReason | undefined;
  readonly break: PathBreak | undefined;
  /** Subjects of certificates that would close the path if the server sent them too, in sent order. */
  readonly closing: readonly string[];
}

const maxSent = 64;

/**
 * The picture of a verdict: the server's certificates and the unit's anchors with what the verdict says of them. The
 * verdict decides; nothing is judged here. Certificates that cannot be parsed are left out.
 */
export function chainPicture(facts: UnitFacts, server: ServerView | undefined, verdict: Verdict): ChainPicture {
  const chain = (server?.chain ?? []).slice(0, maxSent).flatMap(readCertificate);
  const anchors = anchorsInUse(facts);
  const trusted = anchors.flatMap((anchor) => trustedAuthority(anchor) ?? []);
  const path = findPath(chain, trusted, verdict);
  // A remedy that begins with another leaf would hang its certificates below one that they do not belong to.
  const closing = verdict.remedies.find((remedy) => remedy.kind === 'append-certificates' && !remedy.issuer);
  const wanted = new Set((closing ? [closing] : verdict.remedies).flatMap(anchorOf));
  return {
    status: verdict.status,
    host: server?.host,
    sent: chain.map((certificate, index) => sentCertificate(certificate, index, path.members.has(index), verdict)),
    held: anchors.map((anchor) => heldAnchor(anchor, path.anchor, wanted, verdict)).sort(byRole),
    heldIsComplete: facts.trust.complete,
    isAccepted: verdict.path.length > 0,
    reason: verdict.reasons[0],
    break: path.break,
    closing: closing?.kind === 'append-certificates' ? closing.certificates.map(({ subject }) => subject) : [],
  };
}

function readCertificate(text: string): Certificate[] {
  try {
    const certificate = parseCertificate(decodeBase64(text));
    return certificate.ok ? [certificate.value] : [];
  } catch {
    return []; // not base64
  }
}

function anchorOf(remedy: Remedy): string[] {
  return remedy.kind === 'flash' ? [] : [remedy.anchorSpkiSha256];
}

/** Each anchor once that firmware which may run would use. */
function anchorsInUse(facts: UnitFacts): Anchor[] {
  const slots = runnableSlots(facts);
  const used = facts.trust.anchors.filter(({ foundIn: { slot } }) => slot === undefined || slots.includes(slot));
  return [...new Map(used.map((anchor) => [`${anchor.spkiSha256} ${anchor.subject}`, anchor])).values()];
}

function sentCertificate(
  { subject, issuer, notAfter }: Certificate,
  index: number,
  onPath: boolean,
  verdict: Verdict,
): SentCertificate {
  return {
    position: index + 1,
    subject: subject.text,
    issuer: issuer.text,
    until: new Date(notAfter).toISOString(),
    onPath,
    flaws: onPath ? flawsOf(subject.text, index === 0, verdict) : [],
  };
}

function heldAnchor(
  anchor: Anchor,
  reached: string | undefined,
  wanted: ReadonlySet<string>,
  verdict: Verdict,
): HeldAnchor {
  const { subject, spkiSha256 } = anchor;
  const isReached = spkiSha256 === reached;
  return {
    subject,
    spkiSha256,
    until: anchor.kind === 'certificate' ? anchor.notAfter : undefined,
    role: isReached ? 'reached' : wanted.has(spkiSha256) ? 'wanted' : 'idle',
    flaws: isReached ? flawsOf(subject, false, verdict) : [],
  };
}

/** Reasons that name this subject; the one that names none but a host is of the server's own certificate. */
function flawsOf(subject: string, isLeaf: boolean, { reasons }: Verdict): string[] {
  return reasons
    .filter(({ code, params }) =>
      code === 'name-mismatch' ? isLeaf : code !== 'no-path' && params.subject === subject,
    )
    .map(({ code }) => code);
}

const roles: readonly HeldAnchor['role'][] = ['reached', 'wanted', 'idle'];

function byRole(a: HeldAnchor, b: HeldAnchor): number {
  return roles.indexOf(a.role) - roles.indexOf(b.role);
}
