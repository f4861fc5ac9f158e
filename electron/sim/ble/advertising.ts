import { concatBytes } from '../../core/bytes/concat-bytes.ts';
import { uuidBytes } from './uuid.ts';
import type { Advertisement } from './virtual-peripheral.ts';

const maxLength = 31;
const dataType = { flags: 0x01, allUuids128: 0x07, shortName: 0x08, wholeName: 0x09 } as const;
/** General discoverable, no BR/EDR. */
const flags = 0x06;

/**
 * What a provisioning service sends: flags and service UUID, and the name in the scan response; ESP-IDF v3.2 has the name
 * in the advertisement, cut at what is left there (PROTOCOLS §1.2, §1.3).
 */
export function provisioningAdvertisement(
  name: string,
  serviceUuid: string,
  nameIn: 'advertisement' | 'scan-response',
): Advertisement {
  const uuid = structure(dataType.allUuids128, uuidBytes(serviceUuid));
  const beside = concatBytes([structure(dataType.flags, Uint8Array.of(flags)), uuid]);
  if (nameIn === 'scan-response') return { data: beside, scanResponse: nameStructure(name, maxLength) };
  const data = concatBytes([beside, nameStructure(name, maxLength - beside.length)]);
  return { data, scanResponse: new Uint8Array() };
}

function nameStructure(name: string, room: number): Uint8Array {
  const bytes = new TextEncoder().encode(name);
  const isWhole = bytes.length <= room - 2;
  return structure(isWhole ? dataType.wholeName : dataType.shortName, bytes.subarray(0, room - 2));
}

function structure(type: number, content: Uint8Array): Uint8Array {
  return Uint8Array.of(content.length + 1, type, ...content);
}
