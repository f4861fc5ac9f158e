import type { Authority, Certificate } from '../trust/certificate.ts';
import { isSameName } from '../trust/distinguished-name.ts';
import type { Verdict } from '../trust/verdict.ts';
import type { PathBreak } from './chain-picture.ts';

/**
 * Why the path goes no further: nobody has the name; who has it was sent before the certificate that needs it; a root
 * that the unit does not hold; the name is there, with another key or without the right to sign; too many members.
 */
export type BreakCause = 'missing' | 'sent-too-early' | 'foreign-root' | 'unfit' | 'too-long';

/** The members of the path by their place in the sent order, and where it ends. */
export interface PicturePath {
  readonly members: ReadonlySet<number>;
  /** SHA-256 of the reached anchor's SPKI. */
  readonly anchor: string | undefined;
  readonly break: PathBreak | undefined;
}

/** The leaf and eight intermediates: with more, Mbed TLS gives up. */
const maxMembers = 9;

/** The path that the verdict found, else the one that it followed until it broke. */
export function findPath(chain: readonly Certificate[], trusted: readonly Authority[], verdict: Verdict): PicturePath {
  const anchor = verdict.path.at(-1);
  if (anchor === undefined) return followNames(chain, trusted, verdict);
  const members = chain.flatMap(({ sha256 }, index) => (verdict.path.includes(sha256) ? index : []));
  return { members: new Set(members), anchor, break: undefined };
}

/**
 * From each certificate to its issuer: a trusted one first, else one sent later, as the path search does (TRUST A.3).
 * Signatures are not checked once more: the verdict has, and names the certificate at which no path goes on. Where it
 * names one, no trusted authority was reached, whatever name it has.
 */
function followNames(chain: readonly Certificate[], trusted: readonly Authority[], verdict: Verdict): PicturePath {
  const members = new Set<number>();
  const reachable = verdict.reasons.some(({ code }) => code === 'no-path') ? [] : trusted;
  for (let index = 0; index >= 0 && members.size < maxMembers; ) {
    const certificate = chain[index];
    if (certificate === undefined) return { members, anchor: undefined, break: undefined };
    members.add(index);
    const broken = breakAt(certificate, index, chain, trusted, verdict);
    if (broken) return { members, anchor: undefined, break: broken };
    const anchor = reachable.find(({ subject }) => isSameName(certificate.issuer, subject));
    if (anchor) return { members, anchor: anchor.publicKey.sha256, break: undefined };
    index = chain.findIndex(({ subject }, later) => later > index && isSameName(certificate.issuer, subject));
  }
  return { members, anchor: undefined, break: tooLong(chain[[...members].at(-1) ?? 0], verdict) };
}

function tooLong(last: Certificate | undefined, { reasons }: Verdict): PathBreak | undefined {
  const gaveUp = reasons.some(({ code }) => code === 'too-many-intermediates');
  return last && gaveUp ? { issuer: last.issuer.text, cause: 'too-long' } : undefined;
}

function breakAt(
  { subject, issuer }: Certificate,
  index: number,
  chain: readonly Certificate[],
  trusted: readonly Authority[],
  { reasons }: Verdict,
): PathBreak | undefined {
  const noPath = reasons.find(({ code }) => code === 'no-path')?.params;
  if (noPath?.subject !== subject.text || noPath.issuer !== issuer.text) return undefined;
  const isIssuer = (authority: Authority) => isSameName(issuer, authority.subject);
  const cause = isSameName(issuer, subject)
    ? 'foreign-root'
    : trusted.some(isIssuer) || chain.slice(index + 1).some(isIssuer)
      ? 'unfit'
      : chain.slice(0, index).some(isIssuer)
        ? 'sent-too-early'
        : 'missing';
  return { issuer: issuer.text, cause };
}
