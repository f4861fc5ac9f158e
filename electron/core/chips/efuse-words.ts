/** Values of eFuse read registers, and of the one register beside them that tells an ESP32's revision, by address. Absent = refused. */
export type EfuseWords = ReadonlyMap<number, number>;

/** A field of the read registers: `width` bits from `bit` of the word at `register`. */
export interface EfuseField {
  readonly register: number;
  readonly bit: number;
  readonly width: number;
}

/** Words of a SHA-256 digest in a key block. */
export const digestWords = 8;

/** The field's value; undefined where its word was refused. */
export function efuseField(words: EfuseWords, { register, bit, width }: EfuseField): number | undefined {
  const word = words.get(register);
  return word === undefined ? undefined : ((word >>> bit) & (2 ** width - 1)) >>> 0;
}

/** The bytes of `count` successive words; undefined where one of them was refused. */
export function efuseBytes(words: EfuseWords, register: number, count: number): Uint8Array | undefined {
  const bytes = new Uint8Array(4 * count);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < count; index++) {
    const word = words.get(register + 4 * index);
    if (word === undefined) return undefined;
    view.setUint32(4 * index, word, true);
  }
  return bytes;
}

/** Ones in a number of up to 32 bits: eFuse counters count by setting bits. */
export function countOnes(value: number): number {
  let ones = 0;
  for (let rest = value >>> 0; rest !== 0; rest &= rest - 1) ones++;
  return ones;
}
