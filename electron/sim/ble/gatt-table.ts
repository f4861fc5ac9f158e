import { sameBytes } from '../../core/bytes/byte-view.ts';
import { AttFailure, attError } from './att-codes.ts';
import { u16 } from './little-endian.ts';
import { expandUuid, uuidBytes } from './uuid.ts';

/** The value behind an attribute. Its functions throw AttFailure. */
export interface AttributeValue {
  /** Largest value that can be written, bytes; 0 where it cannot be. */
  readonly maxLength: number;
  /** At most `limit` bytes of the value from `offset` on; undefined for the first part of a read, which is not a blob read. */
  read(offset: number | undefined, limit: number): Uint8Array;
  /** Takes a whole value; the request is acknowledged when it resolves. */
  write(value: Uint8Array): Promise<void>;
}

export interface Attribute {
  readonly handle: number;
  /** UUID as sent: 2 or 16 bytes. */
  readonly type: Uint8Array;
  readonly value: AttributeValue;
  /** Last handle of the service that begins here. */
  readonly groupEnd?: number;
}

export interface CharacteristicDefinition {
  readonly uuid: string;
  /** Bits of the declaration: 2 read, 8 write, 4 write without response, 16 notify. */
  readonly properties: number;
  readonly value: AttributeValue;
  /** User description, 0x2901. */
  readonly description?: string | undefined;
}

export interface ServiceDefinition {
  readonly uuid: string;
  readonly characteristics: readonly CharacteristicDefinition[];
}

const types = { service: '2800', characteristic: '2803', description: '2901' } as const;

/** All attributes of a server in the order of their handles, which begin at 1. */
export class GattTable {
  readonly attributes: readonly Attribute[];

  constructor(services: readonly ServiceDefinition[]) {
    this.attributes = layOut(services);
  }

  /** Throws AttFailure where nothing has this handle. */
  find(handle: number): Attribute {
    const attribute = this.attributes[handle - 1];
    if (attribute === undefined) throw new AttFailure(attError.invalidHandle);
    return attribute;
  }

  /** Attributes between two handles, both included, of one type where one is given. */
  between(start: number, end: number, type?: Uint8Array): Attribute[] {
    const wanted = type && expandUuid(type);
    return this.attributes.filter(
      (attribute) =>
        attribute.handle >= start &&
        attribute.handle <= end &&
        (wanted === undefined || sameBytes(expandUuid(attribute.type), wanted)),
    );
  }
}

/** A value that is what it is, and read like any other. */
export function constantValue(bytes: Uint8Array): AttributeValue {
  return {
    maxLength: 0,
    read: (offset = 0, limit) => partOf(bytes, offset, limit),
    write: () => Promise.reject(new AttFailure(attError.writeNotPermitted)),
  };
}

/** The part of a value that one answer carries. Throws AttFailure for an offset behind its end. */
export function partOf(bytes: Uint8Array, offset: number, limit: number): Uint8Array {
  if (offset > bytes.length) throw new AttFailure(attError.invalidOffset);
  return bytes.slice(offset, offset + limit);
}

function layOut(services: readonly ServiceDefinition[]): Attribute[] {
  const attributes: Attribute[] = [];
  const add = (type: string, value: AttributeValue, groupEnd?: number) => {
    const handle = attributes.length + 1;
    attributes.push({ handle, type: uuidBytes(type), value, ...(groupEnd !== undefined && { groupEnd }) });
  };
  for (const { uuid, characteristics } of services) {
    const length = characteristics.reduce((sum, { description }) => sum + (description === undefined ? 2 : 3), 1);
    add(types.service, constantValue(uuidBytes(uuid)), attributes.length + length);
    for (const characteristic of characteristics) {
      const valueHandle = attributes.length + 2;
      const declaration = [characteristic.properties, ...u16(valueHandle), ...uuidBytes(characteristic.uuid)];
      add(types.characteristic, constantValue(Uint8Array.from(declaration)));
      add(characteristic.uuid, characteristic.value);
      if (characteristic.description === undefined) continue;
      add(types.description, constantValue(new TextEncoder().encode(characteristic.description)));
    }
  }
  return attributes;
}
