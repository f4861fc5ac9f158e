import { decodeHex } from '../../core/bytes/hex.ts';

/** A UUID as it is sent, low byte first: 2 bytes for 4 hexadecimal digits, else 16; dashes count for nothing. Throws RangeError. */
export function uuidBytes(uuid: string): Uint8Array<ArrayBuffer> {
  const bytes = decodeHex(uuid.replaceAll('-', ''));
  if (bytes.length !== 2 && bytes.length !== 16) throw new RangeError('no UUID');
  return bytes.reverse();
}

const baseUuid = uuidBytes('00000000-0000-1000-8000-00805f9b34fb');

/** The 16 bytes of any UUID, so that long and short forms of the same one are equal. */
export function expandUuid(uuid: Uint8Array): Uint8Array {
  if (uuid.length !== 2) return uuid;
  const whole = new Uint8Array(baseUuid);
  whole.set(uuid, 12);
  return whole;
}
