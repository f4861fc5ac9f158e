import type { BleService } from '../../interfaces/ble-central.ts';

/** Services that units in the field advertise while they can be provisioned (PROTOCOLS §1.3), normalised. */
export const provisioningServices: readonly string[] = [
  // Default since ESP-IDF v3.3.3, v4.0.1 and v4.1.
  '1775244d6b43439b877c060f2d9bed07',
  // Default in v3.2 to v3.3.2 and v4.0: an ordinary 16-bit UUID.
  '0000ffff00001000800000805f9b34fb',
  // Provisioning example and RainMaker.
  '021a900403824aeabff46b3f1c5adfb4',
  // Example of v3.3.
  '1234567890abcdeffedcba0987654321',
];

/** Short ids of the endpoints that every provisioning manager gives alike (PROTOCOLS §1.2). */
export const standardShortIds: ReadonlyMap<string, number> = new Map([
  ['prov-ctrl', 0xff4f],
  ['prov-scan', 0xff50],
  ['prov-session', 0xff51],
  ['prov-config', 0xff52],
  ['proto-ver', 0xff53],
]);

/**
 * The characteristic of an endpoint: the UUID of its service with digits 5 to 8 replaced by the endpoint's short id. Both
 * normalised. Espressif's own client ANDs the two, which is right for the 16-bit service alone.
 */
export function characteristicUuid(serviceUuid: string, shortId: number): string {
  return serviceUuid.slice(0, 4) + shortId.toString(16).padStart(4, '0') + serviceUuid.slice(8);
}

/**
 * The service that carries protocomm: one of the known, one that the product names, else one that looks like it, by the
 * names or by the UUIDs of what every such service has. Undefined where there is none.
 */
export function findProvisioningService(
  services: readonly BleService[],
  ofTheProduct: readonly string[] = [],
): BleService | undefined {
  const known = [...ofTheProduct, ...provisioningServices];
  return services.find(({ uuid }) => known.includes(uuid)) ?? services.find(looksLikeProtocomm);
}

function looksLikeProtocomm({ uuid, characteristics }: BleService): boolean {
  return ['prov-session', 'proto-ver'].every((endpoint) =>
    characteristics.some(
      (characteristic) =>
        characteristic.name === endpoint ||
        characteristic.uuid === characteristicUuid(uuid, standardShortIds.get(endpoint) ?? 0),
    ),
  );
}
