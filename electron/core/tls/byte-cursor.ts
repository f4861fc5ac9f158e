/** Reads the length-prefixed fields of TLS (RFC 5246 §4) one after the other; undefined where the bytes end before the field does. */
export interface ByteCursor {
  /** An unsigned integer of 1 to 3 bytes. */
  integer(width: 1 | 2 | 3): number | undefined;
  bytes(length: number): Uint8Array | undefined;
  /** Bytes behind a length of 1 to 3 bytes. */
  vector(width: 1 | 2 | 3): Uint8Array | undefined;
  atEnd(): boolean;
}

export function byteCursor(source: Uint8Array): ByteCursor {
  let at = 0;
  const bytes = (length: number): Uint8Array | undefined => {
    if (length > source.length - at) return undefined;
    at += length;
    return source.subarray(at - length, at);
  };
  const integer = (width: 1 | 2 | 3) => bytes(width)?.reduce((value, byte) => value * 256 + byte, 0);
  const vector = (width: 1 | 2 | 3): Uint8Array | undefined => {
    const length = integer(width);
    return length === undefined ? undefined : bytes(length);
  };
  return { integer, bytes, vector, atEnd: () => at === source.length };
}
