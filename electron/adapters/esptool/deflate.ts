import { promisify } from 'node:util';
import { deflate } from 'node:zlib';

const deflateAsync = promisify(deflate);

/** A zlib stream (RFC 1950) at level 9, in native code off the main thread. */
export async function deflateNative(data: Uint8Array): Promise<Uint8Array> {
  return deflateAsync(data, { level: 9 });
}
