import { factValue } from '../inspect/fact.ts';
import type { UnitFacts } from '../inspect/facts.ts';
import type { ReleaseManifest } from '../release/manifest.ts';
import type { ProvisioningProfile } from '../release/provisioning-profile.ts';
import type { Capabilities } from './capabilities.ts';
import { productOfOffer } from './nearby-product.ts';
import {
  checkSecurity,
  downgradeOf,
  leastSecurity,
  type SecurityDowngrade,
  type SecurityPolicy,
  weakestOf,
} from './security-policy.ts';

/**
 * What a unit must offer before anything secret is shown to it: what the release that it names itself by demands, else the
 * least that any of them does, since whoever stands between can leave the name out.
 */
export function requiredSecurity(offer: Capabilities, releases: readonly ReleaseManifest[]): SecurityPolicy {
  return policyOfProduct(productOfOffer(offer, releases), releases) ?? weakestOf(releases.map(policyOf));
}

/** The user name that all units of the product have which the unit names itself by. */
export function userNameOf(offer: Capabilities, releases: readonly ReleaseManifest[]): string | undefined {
  const product = productOfOffer(offer, releases);
  return newestProfile(releases.filter((release) => product === undefined || release.product.id === product))?.username;
}

/** Once facts name the product: throws `provisioning.downgraded` where the unit offered less, unless a technician allows it. */
export function checkProductSecurity(
  offer: Capabilities,
  facts: UnitFacts,
  releases: readonly ReleaseManifest[],
  isAllowed: boolean,
): void {
  checkSecurity(offer, policyForFacts(facts, releases), isAllowed);
}

/** What was let pass, for the record: undefined where the unit offered what its product has. */
export function allowedDowngrade(
  offer: Capabilities,
  facts: UnitFacts,
  releases: readonly ReleaseManifest[],
): SecurityDowngrade | undefined {
  return downgradeOf(offer, policyForFacts(facts, releases));
}

function policyForFacts({ product }: UnitFacts, releases: readonly ReleaseManifest[]): SecurityPolicy {
  return policyOfProduct(factValue(product.id), releases) ?? weakestOf(releases.map(policyOf));
}

/** By the newest of the product's releases that says it. */
function policyOfProduct(id: string | undefined, releases: readonly ReleaseManifest[]): SecurityPolicy | undefined {
  const own = releases.filter(({ product }) => product.id === id);
  return own.length === 0 ? undefined : (newestProfile(own) ?? leastSecurity);
}

function newestProfile(releases: readonly ReleaseManifest[]): ProvisioningProfile | undefined {
  const [newest] = releases
    .filter(({ provisioning }) => provisioning !== undefined)
    .toSorted((a, b) => (a.created < b.created ? 1 : -1));
  return newest?.provisioning;
}

function policyOf({ provisioning }: ReleaseManifest): SecurityPolicy {
  return provisioning ?? leastSecurity;
}
