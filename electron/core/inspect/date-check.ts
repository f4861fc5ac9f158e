import type { BootLog } from '../formats/boot-log.ts';
import { known, unknown } from './fact.ts';
import type { TrustFacts } from './facts.ts';
import type { ImageOutline } from './image-outline.ts';
import { type CatalogueMatch, dateCheckOf } from './release-catalogue.ts';

/** Verification flags that only a build with date checks reports: expired, and not yet valid (TRUST A.2). */
const dateFlags = 0x1 | 0x200;

/**
 * Whether dates are checked. Every ESP-IDF has the check off by default, but a build cannot be asked: without the owner's
 * word or a log that proves it, the fact stays unknown and the default is only named as evidence (TRUST A.1, §D.2).
 */
export function findDateCheck(
  match: CatalogueMatch | undefined,
  bootLog: BootLog | undefined,
  running: ImageOutline | undefined,
): Pick<TrustFacts, 'dateCheck' | 'dateCheckEvidence'> {
  const declared = match && dateCheckOf(match);
  if (declared !== undefined) return { dateCheck: known(declared), dateCheckEvidence: 'release' };
  if (bootLog?.tlsFailures.some(({ flags }) => (flags & dateFlags) !== 0)) {
    return { dateCheck: known(true), dateCheckEvidence: 'boot-log' };
  }
  return { dateCheck: unknown('not-supported'), dateCheckEvidence: running === undefined ? 'none' : 'idf-default' };
}
