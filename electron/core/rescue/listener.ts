import type { Certificate } from '../trust/certificate.ts';
import { certificateMessageLength } from '../trust/receive-limits.ts';
import type { SentChain } from '../trust/trials.ts';
import { type Candidate, deliveredAbove } from './candidates.ts';
import type { ChainFit } from './chain-fit.ts';
import type { ChainLink, Listener } from './rescue-plan.ts';

/** A candidate that becomes a listener. */
export interface Choice {
  readonly candidate: Candidate;
  /** One for each class of the fleet. */
  readonly fits: readonly ChainFit[];
  /** Bits of the classes that accept it. */
  readonly classes: bigint;
}

/** A chosen candidate as the plan shows it; `served` is what the server shows now, whose leaf may be kept. */
export function describeListener(
  { candidate, classes }: Pick<Choice, 'candidate' | 'classes'>,
  served: SentChain | undefined,
): Listener {
  const { chain, issuer, origin } = candidate;
  const above = chain.slice(1).map(({ sha256 }) => sha256);
  const delivered = deliveredAbove(candidate, served);
  return {
    leaf: origin === 'to-be-issued' ? 'to-be-issued' : 'at-hand',
    issuer: issuer && {
      operator: issuer.operator,
      access: issuer.access,
      leafKey: issuer.leafKey,
      subject: issuer.authority.name.text,
    },
    chain: chain.map((certificate, index) => describeLink(certificate, index)),
    append: above.filter((sha256) => !delivered.includes(sha256)),
    leaveOut: delivered.filter((sha256) => !above.includes(sha256)),
    messageBytes: certificateMessageLength(chain),
    classes: bitsOf(classes),
  };
}

function describeLink(certificate: Certificate & { readonly url?: string | undefined }, index: number): ChainLink {
  return {
    sha256: certificate.sha256 === '' ? undefined : certificate.sha256,
    role: index === 0 ? 'leaf' : index === 1 ? 'issuing' : 'cross-sign',
    subject: certificate.subject.text,
    issuer: certificate.issuer.text,
    size: certificate.size,
    notBefore: new Date(certificate.notBefore).toISOString(),
    notAfter: new Date(certificate.notAfter).toISOString(),
    url: certificate.url,
  };
}

/** Positions of the bits that are set, lowest first. */
export function bitsOf(mask: bigint): number[] {
  return [...mask.toString(2)].reverse().flatMap((bit, index) => (bit === '1' ? [index] : []));
}
