import { createHash } from 'node:crypto';
import { decodeHex } from '../../core/bytes/hex.ts';
import { opcode, words } from './opcodes.ts';
import { demandMode, type Session } from './session.ts';

/** A ROM takes up to 8 s for a mebibyte (FORMATS §10.4). */
const msPerByte = 8000 / 0x100000;

/** MD5 of a range of flash, computed on the unit: raw from the stub, hexadecimal text from a ROM (ESPTOOL-JS §10). */
export async function md5OfFlash(session: Session, offset: number, length: number): Promise<Uint8Array> {
  demandMode(session, 'md5', 'stub', 'rom');
  const timeoutMs = 3000 + length * msPerByte;
  const { data } = await session.channel.command(opcode.md5, words(offset, length, 0, 0), { timeoutMs });
  return session.mode === 'stub' ? data.slice(0, 16) : decodeHex(new TextDecoder().decode(data.subarray(0, 32)));
}

/** MD5 on this machine, natively: whole flashes pass through it. */
export function md5Of(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash('md5');
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
}
