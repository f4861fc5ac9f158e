import { chips } from '../../core/chips/catalogue.ts';
import type { ChipFamily } from '../../core/chips/chip.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import { opcode, words } from './protocol.ts';
import type { Session } from './session.ts';

/** Offsets of the two eFuse words with the factory MAC (FORMATS §9.1, §9.2). */
const macOffsets: Readonly<Record<ChipFamily, readonly number[]>> = {
  ESP32: [0x04, 0x08],
  'ESP32-C3': [0x44, 0x48],
};

/** What tells this unit from every other; undefined in secure download mode, which tells nothing. */
export async function readUnitMark({ commands, family, mode }: Session): Promise<string | undefined> {
  if (mode === 'secure-download') return undefined;
  const values: number[] = [];
  for (const offset of macOffsets[family]) {
    values.push((await commands.request(opcode.readRegister, words(chips[family].efuseBase + offset))).value);
  }
  return values.join(' ');
}

/** A cable may have been moved while the chip was silent. Throws `loader.other-unit`. */
export async function demandSameUnit(session: Session): Promise<void> {
  if ((await readUnitMark(session)) !== session.unitMark) throw new RecoveryError('loader.other-unit');
}
