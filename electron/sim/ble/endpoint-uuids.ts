import type { FirmwareStyle } from '../provisioning/firmware-style.ts';

/** Short ids that the provisioning manager gives out (PROTOCOLS §1.2). */
const knownIds: Readonly<Record<string, number>> = {
  'prov-ctrl': 0xff4f,
  'prov-scan': 0xff50,
  'prov-session': 0xff51,
  'prov-config': 0xff52,
  'proto-ver': 0xff53,
};
const firstOwnId = 0xff54;

/** The characteristic of each endpoint; those of the application are numbered as they come. */
export function characteristicUuids(
  endpoints: readonly string[],
  { serviceUuid, uuids }: Pick<FirmwareStyle, 'serviceUuid' | 'uuids'>,
): string[] {
  let next = firstOwnId;
  return endpoints.map((endpoint) => {
    const id = (knownIds[endpoint] ?? next++).toString(16);
    return uuids === '16-bit' ? id : `${serviceUuid.slice(0, 4)}${id}${serviceUuid.slice(8)}`;
  });
}
