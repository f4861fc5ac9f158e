import type { BleService } from '../../interfaces/ble-central.ts';
import { characteristicUuid, standardShortIds } from './provisioning-services.ts';

/** Characteristics by the endpoint that answers on them; UUIDs normalised. */
export type EndpointMap = ReadonlyMap<string, string>;

/**
 * Which characteristic an endpoint has (PROTOCOLS §1.3): its user description where it was read, which counts most; else the
 * short id that the unit itself names in `proto-ver`, or that every manager gives. Only what the service really has is named.
 */
export function endpointMap(service: BleService, shortIds: ReadonlyMap<string, number> = new Map()): EndpointMap {
  const map = new Map<string, string>();
  for (const { name, uuid } of service.characteristics) {
    if (name !== undefined && name !== '' && !map.has(name)) map.set(name, uuid);
  }
  const named = new Set(map.values());
  for (const [endpoint, shortId] of [...shortIds, ...standardShortIds]) {
    const uuid = characteristicUuid(service.uuid, shortId);
    // A characteristic that says it is another endpoint's is not taken for this one.
    const isThere = !named.has(uuid) && service.characteristics.some((candidate) => candidate.uuid === uuid);
    if (isThere && !map.has(endpoint)) map.set(endpoint, uuid);
  }
  return map;
}
