import type { Certificate } from '../trust/certificate.ts';
import type { SentChain } from '../trust/trials.ts';
import { type CertificatePool, keysBelow } from './certificate-pool.ts';

/** Longest chain that is proposed, leaf included. */
export const maxChainLength = 8;
/** Partial chains that are followed for one leaf: hostile catalogues may hold any number of ways. */
const maxPartialChains = 20_000;
const maxChains = 256;

/** Chains found, shortest first. */
export interface FoundChains {
  readonly chains: readonly SentChain[];
  /** False where the search was cut short. */
  readonly complete: boolean;
}

/**
 * Every chain from a leaf up to a certificate that one of the anchors' keys signed, without the anchor itself and without a
 * repeated key, so that loops of cross-signs end (TRUST §D.5). A chain is a candidate each time that it reaches an anchor,
 * and is followed further: another unit may trust only what stands above.
 */
export async function findChains(
  leaf: Certificate,
  pool: CertificatePool,
  anchorKeys: ReadonlySet<string>,
): Promise<FoundChains> {
  const useful = keysBelow(pool, anchorKeys);
  const chains: SentChain[] = [];
  const queue: { readonly chain: SentChain; readonly signer: string | undefined }[] = [
    { chain: [leaf], signer: leaf.signedBy ?? (await pool.signerOf(leaf)) },
  ];
  let complete = true;
  for (const { chain, signer } of queue) {
    if (chains.length >= maxChains) return { chains, complete: false };
    if (signer === undefined || !useful.has(signer)) continue;
    if (anchorKeys.has(signer)) chains.push(chain);
    if (chain.length >= maxChainLength || chain.some(({ publicKey }) => publicKey.sha256 === signer)) continue;
    const parents = pool.byKey.get(signer) ?? [];
    const room = maxPartialChains - queue.length;
    complete &&= parents.length <= room;
    for (const parent of parents.slice(0, Math.max(room, 0))) {
      queue.push({ chain: [...chain, parent.certificate], signer: parent.signer });
    }
  }
  return { chains, complete };
}
