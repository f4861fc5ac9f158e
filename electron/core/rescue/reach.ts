import type { Catalogue, CatalogueAuthority, CatalogueCertificate } from '../catalogue/catalogue.ts';
import { listCandidates } from './candidates.ts';
import { createPool } from './certificate-pool.ts';
import { describeListener } from './listener.ts';
import type { ChainLink, LeafIssuer } from './rescue-plan.ts';

/** What the catalogue knows around an authority. Plain JSON. */
export interface AuthorityReach {
  readonly subject: string;
  readonly spkiSha256: string;
  readonly usedBy: readonly string[] | undefined;
  readonly distrusted: string | undefined;
  readonly mozilla: CatalogueAuthority['mozilla'];
  /** Certificates of its key: its own, and cross-signs by others, which bring what is below it to them. */
  readonly certificates: readonly ReachedCertificate[];
  /** Certificates of other authorities that its key signed. */
  readonly signed: readonly ReachedCertificate[];
  /** Who issues to servers below it, with the shortest chain for each, the planned leaf first. */
  readonly leaves: readonly { readonly issuer: LeafIssuer; readonly chain: readonly ChainLink[] }[];
}

export interface ReachedCertificate {
  readonly sha256: string;
  readonly subject: string;
  readonly issuer: string;
  readonly notAfter: string;
  readonly url: string | undefined;
  readonly revoked: boolean;
}

/** Looks upward and downward from an authority through the catalogue. */
export async function describeReach(
  authority: CatalogueAuthority,
  catalogue: Catalogue,
  now: number,
): Promise<AuthorityReach> {
  const { name, publicKey, usedBy, distrusted, mozilla } = authority;
  const isOwn = (certificate: CatalogueCertificate) => certificate.publicKey.sha256 === publicKey.sha256;
  return {
    subject: name.text,
    spkiSha256: publicKey.sha256,
    usedBy,
    distrusted,
    mozilla,
    certificates: (catalogue.byKey.get(publicKey.sha256) ?? []).map(describe),
    signed: (catalogue.bySigner.get(publicKey.sha256) ?? []).filter((certificate) => !isOwn(certificate)).map(describe),
    leaves: await findLeaves(publicKey.sha256, catalogue, now),
  };
}

function describe({ sha256, subject, issuer, notAfter, url, revoked }: CatalogueCertificate): ReachedCertificate {
  return {
    sha256,
    subject: subject.text,
    issuer: issuer.text,
    notAfter: new Date(notAfter).toISOString(),
    url,
    revoked,
  };
}

async function findLeaves(spkiSha256: string, catalogue: Catalogue, now: number): Promise<AuthorityReach['leaves']> {
  const pool = await createPool(catalogue, [], []);
  const anchorKeys = new Set([spkiSha256]);
  const { candidates } = await listCandidates({ pool, catalogue, served: undefined, anchorKeys, hosts: [], now });
  const reaching = candidates.filter(({ chain }) => chain.some(({ signedBy }) => signedBy === spkiSha256));
  const first = new Map(reaching.toReversed().map((candidate) => [candidate.issuer, candidate]));
  return [...first.values()].toReversed().flatMap((candidate) => {
    const { issuer, chain } = describeListener({ candidate, classes: 0n }, undefined);
    return issuer === undefined ? [] : [{ issuer, chain }];
  });
}
