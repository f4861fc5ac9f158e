import { romMagicRegister } from '../../core/chips/chip.ts';
import type { TransferOptions } from '../../core/interfaces/flash-loader.ts';
import { deflateNative } from './deflate.ts';
import { dataBlock, dataChecksum, opcode, stubBlockBytes, words } from './opcodes.ts';
import { type Session, transferTimeoutMs } from './session.ts';

/** One deflate stream and where its bytes belong. */
export interface Stream {
  readonly offset: number;
  readonly data: Uint8Array;
  readonly compressed: Promise<Uint8Array>;
}

/** Compresses in the background: the next stream is ready when the one on the wire ends. */
export function prepareStream(offset: number, data: Uint8Array): Stream {
  return { offset, data, compressed: deflateNative(data) };
}

/**
 * Sends one stream to the stub. No block is ever sent twice: the stub would write it twice, or feed it to the inflater
 * twice (ESPTOOL-JS W1, W2). The stub answers a block before it is written, so one more command brings the last status.
 * Resolves to the bytes sent; the flash is not yet compared.
 */
export async function sendStream(session: Session, stream: Stream, options: TransferOptions): Promise<number> {
  const { channel } = session;
  const compressed = await stream.compressed;
  const blocks = Math.ceil(compressed.length / stubBlockBytes);
  const begin = words(stream.data.length, blocks, stubBlockBytes, stream.offset);
  await channel.command(opcode.deflateBegin, begin, { timeoutMs: transferTimeoutMs(session, begin.length) });
  let wireBytes = begin.length;
  for (let sequence = 0; sequence < blocks; sequence++) {
    options.signal?.throwIfAborted();
    const payload = compressed.subarray(sequence * stubBlockBytes, (sequence + 1) * stubBlockBytes);
    const block = dataBlock(payload, sequence);
    const timeoutMs = transferTimeoutMs(session, block.length) + eraseTimeoutMs(stream.data.length / blocks);
    await channel.command(opcode.deflateData, block, { checksum: dataChecksum(payload), timeoutMs });
    wireBytes += block.length;
    options.onProgress?.(Math.round((stream.data.length * (sequence + 1)) / blocks), stream.data.length);
  }
  await channel.command(opcode.readRegister, words(romMagicRegister), {
    timeoutMs: 3000 + eraseTimeoutMs(stream.data.length / blocks),
  });
  return wireBytes;
}

/** What the stub may still be writing when it takes the next command: 40 s a mebibyte (FORMATS §10.4). */
function eraseTimeoutMs(bytes: number): number {
  return (40_000 * bytes) / 0x100000;
}
