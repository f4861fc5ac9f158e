import { viewOf } from '../bytes/byte-view.ts';
import { crc32Rom } from '../bytes/crc32.ts';
import { malformed, type Parsed, parsed } from './parsed.ts';
import { appSubtype, isOtaSlot, type PartitionEntry, partitionType } from './partition-table.ts';

/** States that ESP-IDF v3.3 and later keep beside the sequence number (FORMATS §4.1, §4.3). */
export type OtaState = 'new' | 'pending-verify' | 'valid' | 'invalid' | 'aborted' | 'undefined';

export interface OtadataRecord {
  readonly sequence: number;
  readonly state: OtaState;
  readonly crcValid: boolean;
}

/** The records of the partition's two sectors; undefined = erased (sequence 0xFFFFFFFF). */
export interface Otadata {
  readonly records: readonly [OtadataRecord | undefined, OtadataRecord | undefined];
}

/** One sector to write so that the next boot takes another slot. */
export interface OtadataUpdate {
  readonly sector: 0 | 1;
  readonly sequence: number;
  /** The whole sector, 4096 bytes. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export const otadataSectorLength = 0x1000;
const recordLength = 32;
const erasedSequence = 0xffffffff;
const stateCodes: Readonly<Record<OtaState, number>> = {
  new: 0,
  'pending-verify': 1,
  valid: 2,
  invalid: 3,
  aborted: 4,
  undefined: 0xffffffff,
};

/** Parses the partition's two sectors. Up to v3.2 the state's bytes belong to a label: what is no known state is `undefined`. */
export function parseOtadata(bytes: Uint8Array): Parsed<Otadata> {
  if (bytes.length < otadataSectorLength + recordLength) return malformed('otadata.truncated', bytes.length);
  return parsed({
    records: [
      parseRecord(bytes.subarray(0, recordLength)),
      parseRecord(bytes.subarray(otadataSectorLength, otadataSectorLength + recordLength)),
    ],
  });
}

function parseRecord(record: Uint8Array): OtadataRecord | undefined {
  const view = viewOf(record);
  const sequence = view.getUint32(0, true);
  if (sequence === erasedSequence) return undefined;
  return {
    sequence,
    state: stateOf(view.getUint32(24, true)),
    crcValid: view.getUint32(28, true) === crc32Rom(record.subarray(0, 4)),
  };
}

function stateOf(code: number): OtaState {
  const found = Object.entries(stateCodes).find(([, value]) => value === code);
  return (found?.[0] as OtaState | undefined) ?? 'undefined';
}

/**
 * The app partitions in the order in which the bootloader tries them (FORMATS §4.2): the selected one, then down to
 * factory, then up through the OTA slots, then test. The first whose image is sound boots.
 * `otadata` is undefined where the table has no such partition.
 */
export function selectBootOrder(otadata: Otadata | undefined, partitions: readonly PartitionEntry[]): PartitionEntry[] {
  const slotCount = partitions.filter(isOtaSlot).length;
  const start = startIndex(otadata, slotCount);
  const order: number[] = [];
  for (let index = start; index >= factoryIndex; index--) order.push(index);
  for (let index = start + 1; index < slotCount; index++) order.push(index);
  const bySubtype = (subtype: number) =>
    partitions.findLast((entry) => entry.type === partitionType.app && entry.subtype === subtype);
  const attempts = order.map((index) =>
    bySubtype(index === factoryIndex ? appSubtype.factory : appSubtype.ota0 + index),
  );
  return [...attempts, bySubtype(appSubtype.test)].filter((entry) => entry !== undefined);
}

const factoryIndex = -1;

/**
 * Where the attempts begin. With nothing valid the bootloader begins at factory, or without factory at ota_0: the same
 * order, because an index that names no partition is passed over.
 */
function startIndex(otadata: Otadata | undefined, slotCount: number): number {
  const active = otadata && activeSector(otadata);
  const record = active === undefined ? undefined : otadata?.records[active];
  // Sequence 0 with a sound CRC wraps: the bootloader computes in unsigned 32-bit arithmetic.
  return record && slotCount > 0 ? ((record.sequence - 1) >>> 0) % slotCount : factoryIndex;
}

/** The sector whose record is in force: valid, with the larger sequence; undefined where none is valid. */
export function activeSector(otadata: Otadata): 0 | 1 | undefined {
  const [first, second] = otadata.records;
  const firstCounts = isValid(first);
  const secondCounts = isValid(second);
  if (firstCounts && secondCounts) return first.sequence >= second.sequence ? 0 : 1;
  return firstCounts ? 0 : secondCounts ? 1 : undefined;
}

function isValid(record: OtadataRecord | undefined): record is OtadataRecord {
  return record?.crcValid === true && record.state !== 'invalid' && record.state !== 'aborted';
}

/** A record of 32 bytes. Sequence 0 and 0xFFFFFFFF throw RangeError: one wraps to an arbitrary slot, the other means erased. */
export function encodeOtadataRecord(sequence: number, state: OtaState): Uint8Array<ArrayBuffer> {
  if (!Number.isInteger(sequence) || sequence < 1 || sequence >= erasedSequence) {
    throw new RangeError(`otadata sequence ${sequence} selects no slot`);
  }
  const record = new Uint8Array(recordLength).fill(0xff);
  const view = viewOf(record);
  view.setUint32(0, sequence, true);
  view.setUint32(24, stateCodes[state], true);
  view.setUint32(28, crc32Rom(record.subarray(0, 4)), true);
  return record;
}

/**
 * The sector to write so that slot `slotIndex` (0 = ota_0) of `slotCount` boots next (FORMATS §4.4): the smallest larger
 * sequence that selects it, in the sector that is not in force, which stays as it is until the new one is verified.
 * The state is `undefined`, never `new`: a reset during the visit must not roll back (FORMATS §4.3).
 * Undefined where the sequence numbers are used up.
 */
export function nextOtadataRecord(otadata: Otadata, slotIndex: number, slotCount: number): OtadataUpdate | undefined {
  if (slotIndex < 0 || slotIndex >= slotCount) throw new RangeError(`slot ${slotIndex} of ${slotCount}`);
  const active = activeSector(otadata);
  const current = active === undefined ? 0 : (otadata.records[active]?.sequence ?? 0);
  const steps = (slotIndex + slotCount - (current % slotCount)) % slotCount;
  const sequence = current + 1 + steps;
  if (sequence >= erasedSequence) return undefined;
  const bytes = new Uint8Array(otadataSectorLength).fill(0xff);
  bytes.set(encodeOtadataRecord(sequence, 'undefined'));
  return { sector: active === 0 ? 1 : 0, sequence, bytes };
}
