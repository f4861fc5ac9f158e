import type { Catalogue } from '../catalogue/catalogue.ts';
import type { UnitFacts } from '../inspect/facts.ts';
import type { TrialOptions } from '../trust/trials.ts';
import type { Remedy, ServerView } from '../trust/verdict.ts';
import { rankAnchors } from './rank-anchors.ts';
import { planRescue } from './rescue.ts';
import type { RescuePlan } from './rescue-plan.ts';

/**
 * What a server must change so that one stranded unit accepts it, as the remedies of its verdict. Where nothing was found,
 * anchors of which the catalogue knows that nobody issues below them are no remedy either, and of the others the best come
 * first.
 */
export async function rescueRemedies(
  facts: UnitFacts,
  server: ServerView,
  remedies: readonly Remedy[],
  catalogue: Catalogue,
  options: Pick<TrialOptions, 'now' | 'dateCheck'>,
): Promise<Remedy[]> {
  const plan = await planRescue({ ...options, fleet: [{ name: '', facts }], server, catalogue });
  const changes = changeOf(plan);
  const chains = remedies.filter((remedy) => remedy.kind === 'server-chain-to');
  const useful = chains.filter(({ anchorSpkiSha256 }) => mayBeUsed(anchorSpkiSha256, catalogue));
  const others = remedies.filter(({ kind }) => kind !== 'server-chain-to');
  return [...changes, ...(changes.length === 0 ? rankAnchors(useful, catalogue) : []), ...others];
}

function mayBeUsed(spkiSha256: string, { byKey }: Catalogue): boolean {
  return byKey.get(spkiSha256)?.every(({ authority }) => authority.usedBy?.length !== 0) ?? true;
}

function changeOf({ listeners, perClass }: RescuePlan): Remedy[] {
  const [listener] = listeners;
  const [unit] = perClass;
  if (listener === undefined || unit?.anchor === undefined) return [];
  const named = (digests: readonly string[]) =>
    listener.chain.flatMap(({ sha256, subject, issuer }) =>
      sha256 !== undefined && digests.includes(sha256) ? [{ sha256, subject, issuer }] : [],
    );
  return [
    {
      kind: 'append-certificates',
      anchorSpkiSha256: unit.anchor.spkiSha256,
      issuer: listener.issuer && { operator: listener.issuer.operator, leafKey: listener.issuer.leafKey },
      certificates: named(listener.append),
      leaveOut: listener.leaveOut,
      onlyWithoutDateCheck: unit.outcome === 'rescued-if-dates-off',
    },
  ];
}
