import { provisioningAdvertisement } from '../../../electron/sim/ble/advertising.ts';
import { AttServer } from '../../../electron/sim/ble/att-server.ts';
import { characteristicUuids } from '../../../electron/sim/ble/endpoint-uuids.ts';
import { type AttributeValue, GattTable, partOf } from '../../../electron/sim/ble/gatt-table.ts';
import { channel } from '../../../electron/sim/ble/l2cap.ts';
import { RadioFaults } from '../../../electron/sim/ble/radio-faults.ts';
import type {
  PeripheralLink,
  PeripheralSession,
  VirtualPeripheral,
} from '../../../electron/sim/ble/virtual-peripheral.ts';
import { firmwareStyles } from '../../../electron/sim/provisioning/firmware-style.ts';
import type { ProtocommDevice } from '../../../electron/sim/provisioning/protocomm-device.ts';

/** What becomes of an answer on its way out; a value that never ends where it is `endless`. */
export type Spoil = (endpoint: string, answer: Uint8Array) => Uint8Array | 'endless';

export interface HostileOptions {
  readonly device: ProtocommDevice;
  readonly address: string;
  readonly name: string;
  /** What its server claims to take, bytes. */
  readonly mtu?: number;
  readonly spoil?: Spoil;
  /** Stands for the user description of each endpoint. Default: its name. */
  readonly description?: (endpoint: string) => string;
}

const readAndWrite = 2 | 8;

/** A unit in the air that keeps to no limit of its own: values of any length, descriptions of any length. */
export class HostilePeripheral implements VirtualPeripheral {
  readonly address: string;
  readonly addressType = 'public';
  readonly rssi = -50;
  readonly faults = new RadioFaults();
  readonly #options: HostileOptions;
  readonly #table: GattTable;
  #link: PeripheralLink | undefined;

  constructor(options: HostileOptions) {
    this.#options = options;
    this.address = options.address;
    const { endpoints } = options.device;
    const { serviceUuid } = firmwareStyles.current;
    const uuids = characteristicUuids(endpoints, firmwareStyles.current);
    const characteristics = endpoints.map((endpoint, index) => ({
      uuid: uuids[index] ?? '',
      properties: readAndWrite,
      value: this.#valueOf(endpoint),
      description: options.description?.(endpoint) ?? endpoint,
    }));
    this.#table = new GattTable([{ uuid: serviceUuid, characteristics }]);
  }

  get advertisement() {
    if (this.#link !== undefined) return undefined;
    return provisioningAdvertisement(this.#options.name, firmwareStyles.current.serviceUuid, 'scan-response');
  }

  accept(link: PeripheralLink): PeripheralSession {
    const att = new AttServer(this.#table, { ownMtu: this.#options.mtu ?? 517, mtuAnswer: 'own' });
    this.#link = link;
    this.#options.device.resetLink();
    return {
      receive: ({ channel: id, payload }) => {
        if (id !== channel.att) return;
        att
          .receive(payload)
          .then((answer) => answer !== undefined && link.send({ channel: channel.att, payload: answer }))
          .catch(() => link.terminate());
      },
      ended: () => {
        this.#link = undefined;
      },
    };
  }

  #valueOf(endpoint: string): AttributeValue {
    const { device, spoil = (_endpoint: string, answer: Uint8Array) => answer } = this.#options;
    let value: ReturnType<Spoil> = new Uint8Array();
    return {
      maxLength: 512,
      read: (offset = 0, limit) => (value === 'endless' ? new Uint8Array(limit) : partOf(value, offset, limit)),
      write: async (request) => {
        value = spoil(endpoint, await device.handle(endpoint, request));
      },
    };
  }
}
