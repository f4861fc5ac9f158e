import { viewOf } from '../../core/bytes/byte-view.ts';
import { hexNumber } from '../../core/bytes/hex.ts';
import { chips } from '../../core/chips/catalogue.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import { opcode } from './protocol.ts';

const headerLength = 8;
const registerRecordLength = 16;

/** Registers that program eFuses, of every chip there is a table for: a chip not named yet is guarded as well. */
const programRanges = Object.values(chips).flatMap(({ efuseProgramRanges }) => efuseProgramRanges);

/**
 * Lets no request pass that could write to the eFuse controller, whoever made it: WRITE_REG, and MEM_BEGIN, since a
 * download to "RAM" may aim at registers (DESIGN §5.5, FORMATS §9). Throws RecoveryError `loader.efuse-write-refused`.
 */
export function refuseEfuseWrites(frame: Uint8Array): void {
  for (const [first, end] of writtenRanges(frame)) {
    if (programRanges.some(([from, to]) => first < to && from < end)) {
      throw new RecoveryError('loader.efuse-write-refused', { register: hexNumber(first, 8) });
    }
  }
}

function writtenRanges(frame: Uint8Array): [first: number, end: number][] {
  const view = viewOf(frame);
  const word = (at: number) => (at + 4 <= frame.length ? view.getUint32(at, true) : 0);
  if (frame[1] === opcode.memoryBegin) {
    const first = word(headerLength + 12);
    const announced = Math.max(word(headerLength), word(headerLength + 4) * word(headerLength + 8), 4);
    return [[first, first + announced]];
  }
  if (frame[1] !== opcode.writeRegister) return [];
  const ranges: [number, number][] = [];
  for (let at = headerLength; at < frame.length; at += registerRecordLength) ranges.push([word(at), word(at) + 4]);
  return ranges;
}
