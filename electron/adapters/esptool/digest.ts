import { md5 } from '../../core/bytes/digest.ts';
import { decodeHex } from '../../core/bytes/hex.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import { defaultTimeoutMs } from './commands.ts';
import { opcode, words } from './protocol.ts';
import type { Session } from './session.ts';

/** Eight seconds a MiB, as esptool allows (FORMATS §10.4). */
const md5MsPerByte = 0.008;
const digestLength = 16;

/** MD5 of a range on the unit. The stub sends 16 bytes, the ROM 32 hexadecimal digits (ESPTOOL-JS §4). */
export async function md5OnUnit(session: Session, offset: number, length: number): Promise<Uint8Array> {
  if (length === 0) return md5(new Uint8Array());
  const timeoutMs = defaultTimeoutMs + length * md5MsPerByte;
  const { data } = await session.commands.request(opcode.spiFlashMd5, words(offset, length, 0, 0), timeoutMs);
  const digest = session.mode === 'stub' ? data.slice() : decodeDigits(data);
  if (digest.length !== digestLength) throw new RecoveryError('link.corrupt', { offset, length });
  return digest;
}

function decodeDigits(digits: Uint8Array): Uint8Array {
  const text = new TextDecoder('latin1').decode(digits);
  return /^[0-9a-f]{32}$/i.test(text) ? decodeHex(text.toLowerCase()) : new Uint8Array();
}
