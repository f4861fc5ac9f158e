import type { Catalogue } from '../catalogue/catalogue.ts';
import { leafAccess } from '../catalogue/catalogue-document.ts';
import { rootEnd } from '../catalogue/root-end.ts';
import type { Remedy } from '../trust/verdict.ts';

type ChainTo = Extract<Remedy, { kind: 'server-chain-to' }>;

/**
 * The best root first: the one under which a server gets a certificate most easily, then one that somebody is known to use,
 * then the one that ends last. Firmware with a bundle trusts 150 of them, and nobody tries all.
 */
export function rankAnchors(remedies: readonly ChainTo[], catalogue: Catalogue): ChainTo[] {
  const ranked = remedies.map((remedy) => {
    const { anchorSpkiSha256: key } = remedy;
    return {
      remedy,
      cost: accessCost(key, catalogue),
      used: isUsed(key, catalogue),
      end: rootEnd(key, catalogue) ?? 0,
    };
  });
  return ranked.sort((a, b) => a.cost - b.cost || b.used - a.used || b.end - a.end).map(({ remedy }) => remedy);
}

/** How hard it is to get a leaf from the easiest authority below a key, cross-signs included. */
function accessCost(spkiSha256: string, { byKey, bySigner }: Catalogue): number {
  const seen = new Set([spkiSha256]);
  let cost: number = leafAccess.length;
  for (const key of seen) {
    const issues = byKey.get(key)?.[0]?.authority.issues;
    if (issues !== undefined) cost = Math.min(cost, leafAccess.indexOf(issues.access));
    for (const { publicKey, revoked } of bySigner.get(key) ?? []) if (!revoked) seen.add(publicKey.sha256);
  }
  return cost;
}

function isUsed(spkiSha256: string, { byKey }: Catalogue): number {
  return (byKey.get(spkiSha256)?.[0]?.authority.usedBy?.length ?? 0) > 0 ? 1 : 0;
}
