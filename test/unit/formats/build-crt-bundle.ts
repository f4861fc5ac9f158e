/** Name and key of a bundle entry, both DER. */
export type BundlePair = readonly [name: Uint8Array, key: Uint8Array];

/** A bundle as ESP-IDF v4.2 to v5.3 has it, written independently of the parser (FORMATS §7.4). */
export function bigEndianBundle(pairs: readonly BundlePair[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([
    ...big(pairs.length),
    ...pairs.flatMap(([name, key]) => [...big(name.length), ...big(key.length), ...name, ...key]),
  ]);
}

/** A bundle as ESP-IDF v5.4 and later have it. */
export function offsetTableBundle(pairs: readonly BundlePair[]): Uint8Array<ArrayBuffer> {
  const offsets: number[] = [];
  const entries: number[] = [];
  for (const [name, key] of pairs) {
    offsets.push(4 * pairs.length + entries.length);
    entries.push(...little(name.length), ...little(key.length), ...name, ...key);
  }
  return Uint8Array.from([...offsets.flatMap((offset) => [...little(offset), 0, 0]), ...entries]);
}

function big(value: number): [number, number] {
  return [value >> 8, value & 0xff];
}

function little(value: number): [number, number] {
  return [value & 0xff, value >> 8];
}
