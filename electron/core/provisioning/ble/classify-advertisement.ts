import type { BleAdvertisement } from '../../interfaces/ble-central.ts';
import { provisioningServices } from './provisioning-services.ts';
import { normaliseUuid, sigNumberOf } from './uuid.ts';

/** What a unit nearby offers, as far as its advertisement tells, in the order in which it serves recovery (PROTOCOLS §8). */
export const nearbyKinds = ['provisioning', 'improv', 'ble-ota', 'smp', 'other'] as const;
export type NearbyKind = (typeof nearbyKinds)[number];

/** What the product's units advertise besides what is usual. */
export interface ProductAdvertising {
  /** Normalised. */
  readonly serviceUuids?: readonly string[] | undefined;
  readonly namePrefixes?: readonly string[] | undefined;
}

export interface NearbyUnit extends BleAdvertisement {
  readonly kind: NearbyKind;
}

const usualPrefixes = ['PROV_'];
/** Service of Improv over BLE, and the short one of its service data (PROTOCOLS §5). */
const improvService = '00467768622822724663277478268000';
const improvData = 0x4677;
/** Espressif's BLE OTA; its NimBLE build advertises a foreign service and is known by its name (PROTOCOLS §4.1). */
const otaService = 0x8018;
const otaNames = ['nimble-ble-ota'];
const smpService = normaliseUuid('8d53dc1d-1db7-4cd3-868b-8a527460aa84');

/** What an advertisement is of: by its services, else by its name. All of it is a stranger's word. */
export function classifyAdvertisement(
  { serviceUuids, name = '' }: Pick<BleAdvertisement, 'serviceUuids' | 'name'>,
  product: ProductAdvertising = {},
): NearbyKind {
  const has = (uuid: string | undefined): boolean => uuid !== undefined && serviceUuids.includes(uuid);
  const hasNumber = (number: number): boolean => serviceUuids.some((uuid) => sigNumberOf(uuid) === number);
  const prefixes = [...usualPrefixes, ...(product.namePrefixes ?? [])];
  const services = [...provisioningServices, ...(product.serviceUuids ?? [])];
  if (services.some(has) || prefixes.some((prefix) => prefix !== '' && name.startsWith(prefix))) return 'provisioning';
  if (has(improvService) || hasNumber(improvData)) return 'improv';
  if (hasNumber(otaService) || otaNames.includes(name)) return 'ble-ota';
  return has(smpService) ? 'smp' : 'other';
}

/** Units in the order in which a person wants them: what can be recovered first, within it the nearest. */
export function sortNearby(
  advertisements: Iterable<BleAdvertisement>,
  product: ProductAdvertising = {},
): readonly NearbyUnit[] {
  return [...advertisements]
    .map((advertisement) => ({ ...advertisement, kind: classifyAdvertisement(advertisement, product) }))
    .sort(
      (a, b) =>
        nearbyKinds.indexOf(a.kind) - nearbyKinds.indexOf(b.kind) ||
        b.rssi - a.rssi ||
        (a.id < b.id ? -1 : Number(a.id > b.id)),
    );
}
