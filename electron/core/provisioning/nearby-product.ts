import { factValue } from '../inspect/fact.ts';
import { identifyProduct } from '../inspect/identify-product.ts';
import type { BleAdvertisement } from '../interfaces/ble-central.ts';
import type { ReleaseManifest } from '../release/manifest.ts';
import type { Capabilities } from './capabilities.ts';
import { saidOf, tracesOf } from './said-of-itself.ts';

/** Id of the only product whose owner says that its units advertise so; a service of its own tells more than a name. */
export function productOfAdvertisement(
  { name = '', serviceUuids }: Pick<BleAdvertisement, 'name' | 'serviceUuids'>,
  releases: readonly ReleaseManifest[],
): string | undefined {
  const byService = releases.filter(({ provisioning }) =>
    provisioning?.serviceUuids?.some((uuid) => serviceUuids.includes(uuid)),
  );
  const byName = releases.filter(({ provisioning: { namePrefix } = {} }) => {
    return namePrefix !== undefined && name.startsWith(namePrefix);
  });
  const both = byService.filter((release) => byName.includes(release));
  return onlyProduct(both) ?? onlyProduct(byService) ?? onlyProduct(byName);
}

/** Id of the only product whose own network has such a name. */
export function productOfNetwork(ssid: string, releases: readonly ReleaseManifest[]): string | undefined {
  const named = releases.filter(({ provisioning: { ssidPrefix } = {} }) => {
    return ssidPrefix !== undefined && ssid.startsWith(ssidPrefix);
  });
  return onlyProduct(named);
}

/** Id of the product that the unit names itself by, before any session. */
export function productOfOffer(offer: Capabilities, releases: readonly ReleaseManifest[]): string | undefined {
  return factValue(identifyProduct(releases, tracesOf(saidOf(offer)), undefined).id);
}

function onlyProduct(releases: readonly ReleaseManifest[]): string | undefined {
  const [only, ...others] = new Set(releases.map(({ product }) => product.id));
  return others.length === 0 ? only : undefined;
}
