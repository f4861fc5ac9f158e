import type { TransferOptions } from '../../core/interfaces/flash-loader.ts';
import { dataBlock, dataChecksum, opcode, romBlockBytes, words } from './opcodes.ts';
import { type Session, transferTimeoutMs } from './session.ts';

/**
 * Writes a range through the ROM, 1 KiB a block; the last one padded with 0xFF, since a ROM writes whole blocks. The ROM
 * erases before it answers BEGIN. No END is sent: it makes a ROM leave its loader (ESPTOOL-JS §4). Resolves to the bytes sent.
 */
export async function sendToRom(
  session: Session,
  offset: number,
  data: Uint8Array,
  options: TransferOptions,
): Promise<number> {
  const { channel, chip } = session;
  const blocks = Math.ceil(data.length / romBlockBytes);
  const plain = [blocks * romBlockBytes, blocks, romBlockBytes, offset];
  const begin = words(...(chip.romBeginWords === 5 ? [...plain, 0] : plain));
  await channel.command(opcode.flashBegin, begin, { timeoutMs: 3000 + (40_000 * data.length) / 0x100000 });
  let wireBytes = begin.length;
  for (let sequence = 0; sequence < blocks; sequence++) {
    options.signal?.throwIfAborted();
    const payload = new Uint8Array(romBlockBytes).fill(0xff);
    payload.set(data.subarray(sequence * romBlockBytes, (sequence + 1) * romBlockBytes));
    const block = dataBlock(payload, sequence);
    const timeoutMs = transferTimeoutMs(session, block.length);
    await channel.command(opcode.flashData, block, { checksum: dataChecksum(payload), timeoutMs });
    wireBytes += block.length;
    options.onProgress?.(Math.min(data.length, (sequence + 1) * romBlockBytes), data.length);
  }
  return wireBytes;
}
