import type { Catalogue, CatalogueAuthority } from '../catalogue/catalogue.ts';
import { type LeafOffer, leafAccess } from '../catalogue/catalogue-document.ts';
import type { SentChain } from '../trust/trials.ts';
import type { CertificatePool } from './certificate-pool.ts';
import { findChains } from './chain-search.ts';
import { plannedLeaf } from './planned-leaf.ts';

/** A chain that a server could show, and where its leaf comes from. */
export interface Candidate {
  readonly chain: SentChain;
  readonly origin: 'served' | 'at-hand' | 'to-be-issued';
  /** Who issues the leaf, where it is not at hand. */
  readonly issuer: (LeafOffer & { readonly authority: CatalogueAuthority }) | undefined;
}

/** Issuers that are asked; more than any real catalogue names. */
const maxOffers = 64;

/** What candidates are made for. */
export interface CandidateRequest {
  readonly pool: CertificatePool;
  readonly catalogue: Catalogue;
  /** What the server shows now. */
  readonly served: SentChain | undefined;
  readonly anchorKeys: ReadonlySet<string>;
  readonly hosts: readonly string[];
  readonly now: number;
}

/**
 * Every chain worth judging, the one that costs least to set up first: what is served, other chains of the same leaf, then
 * leaves of every authority that issues today; of one leaf, the chains that change least of what comes with it
 * (TRUST §D.5, D.9).
 */
export async function listCandidates(
  request: CandidateRequest,
): Promise<{ readonly candidates: readonly Candidate[]; readonly complete: boolean }> {
  const { pool, served, anchorKeys, hosts, now } = request;
  const candidates: Candidate[] = served ? [{ chain: served, origin: 'served', issuer: undefined }] : [];
  let complete = true;
  const search = async (leaf: SentChain[0], origin: Candidate['origin'], issuer: Candidate['issuer']) => {
    const found = await findChains(leaf, pool, anchorKeys);
    const delivered = issuer ? [deliveredChain(leaf, issuer, request)] : [];
    const chains = [...delivered, ...found.chains].map((chain) => ({ chain, origin, issuer }));
    candidates.push(...chains.sort((a, b) => countChanges(a, served) - countChanges(b, served)));
    complete &&= found.complete;
  };
  if (served) await search(served[0], 'at-hand', undefined);
  const offers = leafOffers(request.catalogue);
  complete &&= offers.length <= maxOffers;
  for (const issuer of offers.slice(0, maxOffers)) {
    await search(plannedLeaf(issuer.authority, issuer, hosts, now), 'to-be-issued', issuer);
  }
  return { candidates, complete };
}

/** A chain as the issuer hands it out, which costs nothing to set up and may reach past an anchor. */
function deliveredChain(
  leaf: SentChain[0],
  { authority, delivers }: NonNullable<Candidate['issuer']>,
  { pool, catalogue }: CandidateRequest,
): SentChain {
  const own = pool.byKey.get(authority.publicKey.sha256)?.slice(0, 1) ?? [];
  const above = delivers.flatMap((sha256) => catalogue.bySha256.get(sha256) ?? []);
  return [leaf, ...own.map(({ certificate }) => certificate), ...above];
}

/** What the issuer hands out, or the server sends now, above the leaf. */
export function deliveredAbove({ chain, issuer }: Candidate, served: SentChain | undefined): readonly string[] {
  const own = chain.slice(1, 2).map(({ sha256 }) => sha256);
  return issuer ? [...own, ...issuer.delivers] : (served ?? []).slice(1).map(({ sha256 }) => sha256);
}

function countChanges(candidate: Candidate, served: SentChain | undefined): number {
  const delivered = new Set(deliveredAbove(candidate, served));
  const above = candidate.chain.slice(1);
  const kept = above.filter(({ sha256 }) => delivered.has(sha256)).length;
  return above.length + delivered.size - 2 * kept;
}

/**
 * One authority of each that share an offer: which of them signs is the operator's choice. The easiest to get first, and RSA
 * before EC, which these chips verify faster (TRUST A.7).
 */
function leafOffers({ authorities }: Catalogue): NonNullable<Candidate['issuer']>[] {
  const offers = authorities.flatMap((authority) => (authority.issues ? [{ ...authority.issues, authority }] : []));
  const distinct = new Map(offers.toReversed().map((offer) => [JSON.stringify(offer.authority.issues), offer]));
  const cost = ({ access, leafKey }: LeafOffer) => 2 * leafAccess.indexOf(access) + (leafKey === 'RSA' ? 0 : 1);
  return [...distinct.values()].toReversed().sort((a, b) => cost(a) - cost(b));
}
