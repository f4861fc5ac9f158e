import { type CertificateTerms, encodePem, issueCertificate, type Subject } from './certificate.ts';
import { seededRsaKey } from './rsa-keys.ts';

/** Host from which the seed firmware fetches its updates. */
export const updateHost = 'fw.example.com';

/**
 * A web of certificates shaped like that of DST Root CA X3: an old root in the firmware, a new root that the old one
 * cross-signed for a while, and a foreign root to which the update server has moved since. All PEM.
 */
export interface SyntheticPki {
  readonly oldRoot: string;
  readonly newRoot: string;
  /** The new root's name and key, signed by the old root. */
  readonly crossSign: string;
  readonly intermediate: string;
  readonly leaf: string;
  readonly foreignRoot: string;
  /** Chains as a server sends them, leaf first. */
  readonly chains: {
    /** Leads to the old root: what the server sent when the units were made. */
    readonly crossSigned: string;
    /** Leads to the new root only: with the cross-sign appended it would lead to the old one. */
    readonly newOnly: string;
    /** Leads to the foreign root: nothing that could be appended leads to the old one. */
    readonly moved: string;
  };
}

const years = { oldRoot: [2000, 2021], crossSign: [2021, 2036], root: [2015, 2040], issued: [2024, 2036] } as const;

let cached: SyntheticPki | undefined;

/** The web: made once in each process (about a second), the same bytes in all of them. */
export function syntheticPki(): SyntheticPki {
  cached ??= createPki();
  return cached;
}

function createPki(): SyntheticPki {
  const oldRoot = subject('DST Root CA X3 (synthetic)', 'Digital Signature Trust Co. (synthetic)');
  const newRoot = subject('New Root X1 (synthetic)', 'Synthetic Security Research Group');
  const issuer = subject('N3 (synthetic)', 'Synthetic Encrypt');
  const foreignRoot = subject('Elsewhere Global Root G2 (synthetic)', 'Elsewhere Inc');
  const foreignIssuer = subject('Elsewhere TLS CA 1 (synthetic)', 'Elsewhere Inc');
  const server = subject(updateHost);
  const crossSign = issue(newRoot, oldRoot, 0x4001, years.crossSign);
  const intermediate = issue(issuer, newRoot, 0x9103, years.issued);
  const leaf = issue(server, issuer, 0x0301, years.issued, 'server');
  const foreignIntermediate = issue(foreignIssuer, foreignRoot, 0x0502, years.issued);
  const foreignLeaf = issue(server, foreignIssuer, 0x0503, years.issued, 'server');
  return {
    oldRoot: issue(oldRoot, oldRoot, 0x44af, years.oldRoot),
    newRoot: issue(newRoot, newRoot, 0x8210, years.root),
    crossSign,
    intermediate,
    leaf,
    foreignRoot: issue(foreignRoot, foreignRoot, 0x0501, years.root),
    chains: {
      crossSigned: leaf + intermediate + crossSign,
      newOnly: leaf + intermediate,
      moved: foreignLeaf + foreignIntermediate,
    },
  };
}

function subject(commonName: string, organization?: string): Subject {
  return { commonName, ...(organization !== undefined && { organization }), key: seededRsaKey(commonName, 2048) };
}

function issue(
  of: Subject,
  by: Subject,
  serial: number,
  [from, until]: readonly [number, number],
  usage: CertificateTerms['usage'] = 'authority',
): string {
  const notBefore = new Date(Date.UTC(from, 8, 30));
  const notAfter = new Date(Date.UTC(until, 8, 30));
  return encodePem(issueCertificate(of, by, { serial, notBefore, notAfter, usage }));
}
