import { hexNumber } from '../../core/bytes/hex.ts';
import { chips } from '../../core/chips/catalogue.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import { opcode } from './opcodes.ts';

const forbidden = Object.values(chips).flatMap(({ efuseProgramRanges }) => efuseProgramRanges);
/** Address, value, mask, delay: WRITE_REG takes several of them in one frame. */
const writeBytes = 16;

/**
 * Refuses a frame that would write a register of any chip's eFuse controller, whoever sends it, whatever chip answers
 * (DESIGN §5.5). Programming an eFuse cannot be undone, and nothing of ours has a reason to.
 */
export function refuseEfuseWrite(frame: Uint8Array): void {
  if (frame[0] !== 0x00 || frame[1] !== opcode.writeRegister) return;
  const view = new DataView(frame.buffer, frame.byteOffset + 8, frame.length - 8);
  for (let at = 0; at + 4 <= view.byteLength; at += writeBytes) {
    const address = view.getUint32(at, true);
    if (forbidden.some(([first, end]) => address + 4 > first && address < end)) {
      throw new RecoveryError('loader.efuse-write-refused', { address: hexNumber(address, 8) });
    }
  }
}
