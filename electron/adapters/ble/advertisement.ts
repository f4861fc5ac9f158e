import type { BleAdvertisement } from '../../core/interfaces/ble-central.ts';
import { normaliseUuid } from '../../core/provisioning/ble/uuid.ts';

/** What is taken of one unit's lists: more is not sent by any. */
const maxUuids = 32;
/** As long as a name may be (Bluetooth Core, Vol 3 Part C §12.1). */
const maxNameBytes = 248;

/** An advertisement as the libraries tell of it: `discover(id, address, addressType, connectable, advertisement, rssi)`. */
export function readAdvertisement(values: readonly unknown[]): BleAdvertisement | undefined {
  const [id, , , connectable, advertisement, rssi] = values;
  if (typeof id !== 'string' || id === '' || id.length > 64) return undefined;
  const { localName, serviceUuids, serviceData } = asRecord(advertisement);
  const data = asList(serviceData).map((entry) => asRecord(entry).uuid);
  return {
    id,
    name: nameOf(localName),
    rssi: typeof rssi === 'number' && Number.isFinite(rssi) ? rssi : -127,
    serviceUuids: uuidsOf([...asList(serviceUuids), ...data]),
    connectable: connectable !== false,
  };
}

function nameOf(value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  const bytes = Buffer.from(value);
  return bytes.length <= maxNameBytes
    ? value
    : bytes
        .subarray(0, maxNameBytes)
        .toString()
        .replace(/\uFFFD$/, '');
}

function uuidsOf(values: readonly unknown[]): string[] {
  const uuids = values
    .slice(0, maxUuids)
    .map((value) => (typeof value === 'string' ? normaliseUuid(value) : undefined));
  return [...new Set(uuids.filter((uuid) => uuid !== undefined))];
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
