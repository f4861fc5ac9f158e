import type { Readable } from 'node:stream';
import { RecoveryError } from '../core/errors/recovery-error.ts';

/** All bytes of a stream. Stops reading and throws `file.too-large` beyond `maxBytes`; `name` is for the message. */
export async function readStreamCapped(stream: Readable, maxBytes: number, name: string): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk as Uint8Array | string);
    size += bytes.length;
    if (size > maxBytes) throw new RecoveryError('file.too-large', { name, size, limit: maxBytes });
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}
