import { type FirmwareStyle, firmwareStyles } from '../provisioning/firmware-style.ts';
import type { EndpointServer } from '../provisioning/in-process-transport.ts';
import { provisioningAdvertisement } from './advertising.ts';
import { AttServer } from './att-server.ts';
import { characteristicUuids } from './endpoint-uuids.ts';
import { EndpointValue, StaticPosition } from './endpoint-value.ts';
import { constantValue, GattTable, type ServiceDefinition } from './gatt-table.ts';
import { channel, type L2capFrame } from './l2cap.ts';
import { RadioFaults } from './radio-faults.ts';
import type { Advertisement, PeripheralLink, PeripheralSession, VirtualPeripheral } from './virtual-peripheral.ts';

/** A unit with protocomm endpoints, whose service stands behind the radio. */
export interface ProvisioningUnit extends EndpointServer {
  readonly endpoints: readonly string[];
  readonly style?: FirmwareStyle;
  /** Starts so far: one in mid-exchange breaks the link without a word. */
  readonly starts?: number;
  /** False while its service does not run. Default true. */
  readonly isServing?: boolean;
}

export interface ProvisioningPeripheralOptions {
  readonly unit: ProvisioningUnit;
  readonly address: string;
  readonly addressType?: VirtualPeripheral['addressType'];
  /** Default: `PROV_` and the last three bytes of the address, as examples have it. */
  readonly name?: string;
  /** Default -60 dBm. */
  readonly rssi?: number;
  /** Default: the unit's, else the current generation. */
  readonly style?: FirmwareStyle;
  /** Whether a value of the last link can still be read, as before ESP-IDF v5.5.5 (PROTOCOLS §1.3). */
  readonly keepsValues?: boolean;
  /** How long a handler takes, milliseconds of the link's time. Default 0. */
  readonly handlerMs?: number;
}

/** A unit in the radio space that serves unified provisioning over GATT, in the manner of its generation (PROTOCOLS §1.6a). */
export class ProvisioningPeripheral implements VirtualPeripheral {
  readonly address: string;
  readonly addressType: VirtualPeripheral['addressType'];
  readonly rssi: number;
  readonly faults = new RadioFaults();
  readonly name: string;
  readonly style: FirmwareStyle;
  /** How long a handler takes, milliseconds of the link's time. */
  handlerMs: number;
  readonly #unit: ProvisioningUnit;
  readonly #keepsValues: boolean;
  readonly #values: readonly EndpointValue[];
  readonly #table: GattTable;
  #link: PeripheralLink | undefined;
  #mustClose = false;

  constructor(options: ProvisioningPeripheralOptions) {
    const { unit, address, addressType = 'public', rssi = -60, keepsValues = false, handlerMs = 0 } = options;
    this.#unit = unit;
    this.address = address;
    this.addressType = addressType;
    this.rssi = rssi;
    this.name = options.name ?? `PROV_${address.replaceAll(':', '').slice(6).toUpperCase()}`;
    this.style = options.style ?? unit.style ?? firmwareStyles.current;
    this.handlerMs = handlerMs;
    this.#keepsValues = keepsValues;
    const position = new StaticPosition();
    this.#values = unit.endpoints.map((endpoint) => this.#valueOf(endpoint, position));
    this.#table = new GattTable(this.#services());
  }

  get advertisement(): Advertisement | undefined {
    if (this.#link !== undefined || this.#unit.isServing === false) return undefined;
    const nameIn = this.style.protoVer === 'text' ? 'advertisement' : 'scan-response';
    return provisioningAdvertisement(this.name, this.style.serviceUuid, nameIn);
  }

  accept(link: PeripheralLink): PeripheralSession {
    const { mtu: ownMtu, mtuAnswer } = this.style;
    const att = new AttServer(this.#table, { ownMtu, mtuAnswer });
    this.#link = link;
    this.#mustClose = false;
    if (!this.#keepsValues) for (const value of this.#values) value.clear();
    this.#unit.resetLink();
    return {
      receive: (frame) => this.#receive(frame, att, link),
      ended: () => {
        if (this.#link !== link) return;
        this.#link = undefined;
        this.#unit.resetLink();
      },
    };
  }

  #receive({ channel: id, payload }: L2capFrame, att: AttServer, link: PeripheralLink): void {
    if (id === channel.security) link.send({ channel: id, payload: pairingNotSupported });
    if (id !== channel.att) return;
    att
      .receive(payload)
      .then((answer) => {
        if (answer !== undefined) link.send({ channel: channel.att, payload: answer });
        if (this.#mustClose) link.terminate();
      })
      // The firmware would have crashed.
      .catch(() => link.vanish());
  }

  #valueOf(endpoint: string, position: StaticPosition): EndpointValue {
    const handle = (request: Uint8Array) => this.#handle(endpoint, request);
    const onFailure = () => {
      this.#mustClose = true;
    };
    return new EndpointValue({ style: this.style, position, handle, onFailure });
  }

  async #handle(endpoint: string, request: Uint8Array): Promise<Uint8Array> {
    const { starts } = this.#unit;
    const link = this.#link;
    const scheduler = link?.scheduler;
    if (scheduler !== undefined && this.handlerMs > 0) {
      await new Promise<void>((resolve) => scheduler.at(scheduler.now() + this.handlerMs, () => resolve()));
    }
    try {
      return await this.#unit.handle(endpoint, request);
    } finally {
      if (this.#unit.starts !== starts) link?.vanish();
    }
  }

  #services(): ServiceDefinition[] {
    const uuids = characteristicUuids(this.#unit.endpoints, this.style);
    const name = constantValue(new TextEncoder().encode(this.name));
    return [
      { uuid: '1801', characteristics: [] },
      { uuid: '1800', characteristics: [{ uuid: '2a00', properties: property.read, value: name }] },
      {
        uuid: this.style.serviceUuid,
        characteristics: this.#unit.endpoints.flatMap((endpoint, index) => {
          const [uuid, value] = [uuids[index], this.#values[index]];
          if (uuid === undefined || value === undefined) return [];
          const description = this.style.descriptors === 'none' ? undefined : endpoint;
          return [{ uuid, properties: property.read | property.write, value, description }];
        }),
      },
    ];
  }
}

const property = { read: 2, write: 8 } as const;
/** Pairing Failed, reason Pairing Not Supported. */
const pairingNotSupported = Uint8Array.of(0x05, 0x05);
