import type { HostState, ReleaseEntity, UnitEntity } from '../../../electron/contract/state.ts';

const byVersion = new Intl.Collator('en', { numeric: true });

/** Releases that Guided may use now, the newest first: of the profile's product where a profile is open. */
export function usableReleases({ releases, profile }: HostState): readonly ReleaseEntity[] {
  const product = profile['']?.product;
  return Object.values(releases)
    .filter((release) => release.problem === undefined && (product === undefined || release.product === product))
    .sort((one, other) => byVersion.compare(other.version, one.version));
}

/**
 * The release for a unit: the one that the profile names, else the newest of the unit's product. A unit that shows no
 * product gets the newest there is, and the planner refuses it with its reason; none of them is ever guessed for it.
 */
export function chooseRelease(state: HostState, { product }: UnitEntity): ReleaseEntity | undefined {
  const usable = usableReleases(state);
  const fitting =
    product === undefined
      ? usable
      : usable.filter((release) => release.productName === product || release.product === product);
  const named = state.profile['']?.release;
  return fitting.find(({ id }) => id === named) ?? fitting[0];
}

/** What the product is called here; undefined where more than one may be meant. */
export function productName(state: HostState): string | undefined {
  const names = new Set(usableReleases(state).map((release) => release.productName));
  const [only] = names;
  return state.profile['']?.productName ?? (names.size === 1 ? only : undefined);
}
