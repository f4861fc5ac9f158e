import { RecoveryError } from '../../electron/core/errors/recovery-error.ts';
import type { BleLink, BleService } from '../../electron/core/interfaces/ble-central.ts';
import { characteristicUuid } from '../../electron/core/provisioning/ble/provisioning-services.ts';
import { normaliseUuid } from '../../electron/core/provisioning/ble/uuid.ts';
import type { FirmwareStyle } from '../../electron/sim/provisioning/firmware-style.ts';
import type { EndpointServer } from '../../electron/sim/provisioning/in-process-transport.ts';

/** A unit with endpoints, whose generation is known. */
export interface GattUnit extends EndpointServer {
  readonly endpoints: readonly string[];
  readonly style: FirmwareStyle;
}

export interface GattUnitOptions {
  readonly mtu: number | undefined;
  /** Whether the system lets user descriptions be read. Default true. */
  readonly readsNames?: boolean;
  /** What the last link left in each characteristic. */
  readonly stale?: Uint8Array;
}

/** A link to a unit at the level of BleLink, as the interface promises it, with what happened on it. */
export interface FakeLink extends BleLink {
  readonly writes: readonly { readonly characteristic: string; readonly length: number }[];
  readonly isOpen: boolean;
  /** Replaces the next answer that is read. */
  nextRead: Uint8Array | RecoveryError | undefined;
  /** As Windows does: a write that the unit refused settles like one that it took. */
  hidesRefusals: boolean;
}

const standard: Readonly<Record<string, number>> = {
  'prov-session': 0xff51,
  'prov-config': 0xff52,
  'proto-ver': 0xff53,
};

/** The link of a central to such a unit; nothing is longer than the unit's stack can. */
export function linkTo(unit: GattUnit, { mtu, readsNames = true, stale }: GattUnitOptions): FakeLink {
  const service = normaliseUuid(unit.style.serviceUuid) ?? '';
  const customs = unit.endpoints.filter((endpoint) => standard[endpoint] === undefined);
  const endpointOf = new Map(
    unit.endpoints.map((endpoint) => [
      characteristicUuid(service, standard[endpoint] ?? 0xff54 + customs.indexOf(endpoint)),
      endpoint,
    ]),
  );
  const values = new Map([...endpointOf.keys()].map((uuid) => [uuid, stale ?? new Uint8Array()]));
  const hasNames = readsNames && unit.style.descriptors === 'user-description';
  const services: BleService[] = [
    { uuid: normaliseUuid('1800') ?? '', characteristics: [{ uuid: normaliseUuid('2a00') ?? '', name: undefined }] },
    {
      uuid: service,
      characteristics: [...endpointOf].map(([uuid, name]) => ({ uuid, name: hasNames ? name : undefined })),
    },
  ];
  const writes: { characteristic: string; length: number }[] = [];
  let isOpen = true;
  unit.resetLink();
  const end = async (): Promise<void> => {
    if (isOpen) unit.resetLink();
    isOpen = false;
  };
  const link: FakeLink = {
    id: 'unit',
    mtu,
    services,
    writes,
    nextRead: undefined,
    hidesRefusals: false,
    get isOpen() {
      return isOpen;
    },
    async write(characteristic: string, value: Uint8Array) {
      const endpoint = endpointOf.get(characteristic);
      if (!isOpen || endpoint === undefined) throw new RecoveryError('ble.link-lost');
      writes.push({ characteristic, length: value.length });
      try {
        if (value.length > unit.style.attributeLimit) throw new Error('invalid attribute length');
        values.set(characteristic, await unit.handle(endpoint, value));
      } catch (cause) {
        if (link.hidesRefusals) return;
        throw new RecoveryError('ble.refused', { status: 0x04 }, { cause });
      }
    },
    async read(characteristic: string) {
      if (!isOpen) throw new RecoveryError('ble.link-lost');
      const next = link.nextRead ?? values.get(characteristic) ?? new Uint8Array();
      link.nextRead = undefined;
      if (next instanceof RecoveryError) throw next;
      return next;
    },
    disconnect: end,
  };
  return link;
}
