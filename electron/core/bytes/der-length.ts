/**
 * Bytes of the DER element that begins at `at`, header included, whether or not they are all there; undefined where its
 * length is cut off, indefinite, or takes more than two octets, as nothing of a certificate does.
 */
export function derLengthAt(bytes: Uint8Array, at: number): number | undefined {
  const [first, second, third] = bytes.subarray(at + 1, at + 4);
  if (first === undefined) return undefined;
  if (first < 0x80) return 2 + first;
  if (first === 0x81) return second === undefined ? undefined : 3 + second;
  return first !== 0x82 || second === undefined || third === undefined ? undefined : 4 + ((second << 8) | third);
}

/** Where the content of the element at `at` begins; only for an element whose length is known. */
export function derContentAt(bytes: Uint8Array, at: number): number {
  const first = bytes[at + 1] ?? 0;
  return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
}
