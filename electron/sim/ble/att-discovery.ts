import { sameBytes } from '../../core/bytes/byte-view.ts';
import { AttFailure, attError, attOpcode } from './att-codes.ts';
import type { Attribute, GattTable } from './gatt-table.ts';
import { readU16, u16 } from './little-endian.ts';
import { expandUuid, uuidBytes } from './uuid.ts';

const primaryService = expandUuid(uuidBytes('2800'));

/** The answers by which a client learns a server's table; undefined for any other request. Throws AttFailure. */
export function answerDiscovery(table: GattTable, request: Uint8Array, mtu: number): Uint8Array | undefined {
  switch (request[0]) {
    case attOpcode.findInformation:
      return findInformation(table, request, mtu);
    case attOpcode.findByTypeValue:
      return findByTypeValue(table, request, mtu);
    case attOpcode.readByType:
      return readByType(table, request, mtu);
    case attOpcode.readByGroupType:
      return readByGroupType(table, request, mtu);
    default:
      return undefined;
  }
}

function findInformation(table: GattTable, request: Uint8Array, mtu: number): Uint8Array {
  if (request.length !== 5) throw new AttFailure(attError.invalidPdu);
  const found = table.between(...handleRange(request));
  const format = found[0]?.type.length === 16 ? 2 : 1;
  const entries = found.map(({ handle, type }) => [...u16(handle), ...type]);
  return list([attOpcode.findInformationResponse, format], entries, mtu);
}

/** Used by clients that look for one service alone. */
function findByTypeValue(table: GattTable, request: Uint8Array, mtu: number): Uint8Array {
  if (request.length < 7) throw new AttFailure(attError.invalidPdu);
  const [start, end] = handleRange(request);
  const wanted = request.slice(7);
  const isWanted = ({ value }: Attribute) => sameBytes(value.read(undefined, mtu - 1), wanted);
  const found = table.between(start, end, request.subarray(5, 7)).filter(isWanted);
  const entries = found.map(({ handle, groupEnd = handle }) => [...u16(handle), ...u16(groupEnd)]);
  return list([attOpcode.findByTypeValueResponse], entries, mtu);
}

function readByType(table: GattTable, request: Uint8Array, mtu: number): Uint8Array {
  const [start, end] = handleRange(request);
  const found = table.between(start, end, typeOf(request));
  const entries = found.map(({ handle, value }) => [...u16(handle), ...value.read(undefined, Math.min(mtu - 4, 253))]);
  return list([attOpcode.readByTypeResponse, entries[0]?.length ?? 0], entries, mtu);
}

function readByGroupType(table: GattTable, request: Uint8Array, mtu: number): Uint8Array {
  const [start, end] = handleRange(request);
  const type = typeOf(request);
  if (!sameBytes(expandUuid(type), primaryService)) throw new AttFailure(attError.unsupportedGroup);
  const found = table.between(start, end, type);
  const entries = found.map(({ handle, groupEnd = handle, value }) => [
    ...u16(handle),
    ...u16(groupEnd),
    ...value.read(undefined, Math.min(mtu - 6, 251)),
  ]);
  return list([attOpcode.readByGroupTypeResponse, entries[0]?.length ?? 0], entries, mtu);
}

/** As many entries as fit; all in one answer are of the first one's length. */
function list(head: readonly number[], entries: readonly (readonly number[])[], mtu: number): Uint8Array {
  const [first] = entries;
  if (first === undefined) throw new AttFailure(attError.notFound);
  const other = entries.findIndex(({ length }) => length !== first.length);
  const alike = other < 0 ? entries.length : other;
  const room = Math.max(1, Math.floor((mtu - head.length) / first.length));
  return Uint8Array.from([...head, ...entries.slice(0, Math.min(alike, room)).flat()]);
}

function handleRange(request: Uint8Array): [start: number, end: number] {
  if (request.length < 5) throw new AttFailure(attError.invalidPdu);
  const [start, end] = [readU16(request, 1), readU16(request, 3)];
  if (start === 0 || start > end) throw new AttFailure(attError.invalidHandle);
  return [start, end];
}

function typeOf(request: Uint8Array): Uint8Array {
  const type = request.slice(5);
  if (type.length !== 2 && type.length !== 16) throw new AttFailure(attError.invalidPdu);
  return type;
}
