import type { Catalogue } from '../catalogue/catalogue.ts';
import { rootEnd } from '../catalogue/root-end.ts';
import type { RootDistrust, RootEnd } from './audit.ts';

/**
 * When the certificate ends that a key signed for itself, the last where there are several. A unit that holds name and
 * key only never sees that date, whatever it checks: what ends is that authorities issue under the root.
 */
export function ownEnd(spkiSha256: string, catalogue: Catalogue): RootEnd | undefined {
  const end = rootEnd(spkiSha256, catalogue);
  return end === undefined
    ? undefined
    : { date: new Date(end).toISOString(), cause: 'authority-ends', source: 'catalogue' };
}

/** What is written down of a key comes before what Mozilla's root program says of it. */
export function distrustOf(spkiSha256: string, { authorities, date }: Catalogue): RootDistrust | undefined {
  const authority = authorities.find(({ publicKey }) => publicKey.sha256 === spkiSha256);
  const { distrusted, mozilla } = authority ?? {};
  if (distrusted !== undefined) return { date: distrusted, cause: 'browsers' };
  if (mozilla?.distrustAfter !== undefined) return { date: mozilla.distrustAfter, cause: 'new-certificates' };
  // Dropped before the program's own date: on which day is not known.
  if (mozilla === undefined || (!mozilla.websites && mozilla.until > date)) return undefined;
  return { date: mozilla.until, cause: 'root-program' };
}
