import { RecoveryError } from '../errors/recovery-error.ts';
import type { FlashLoader } from '../interfaces/flash-loader.ts';
import type { ChipFamily } from './chip.ts';
import type { EfuseWords } from './efuse-words.ts';
import { c3DigestRegisters, c3Registers } from './esp32-c3-efuse.ts';
import { esp32DigestRegisters, esp32Registers } from './esp32-efuse.ts';

interface EfuseMap {
  /** What identity and security state are read from. */
  readonly registers: readonly number[];
  /** Key blocks that hold secure boot digests, known only from the words above. */
  readonly digestRegisters: (words: EfuseWords) => readonly number[];
}

const maps: Readonly<Record<ChipFamily, EfuseMap>> = {
  ESP32: { registers: esp32Registers, digestRegisters: esp32DigestRegisters },
  'ESP32-C3': { registers: c3Registers, digestRegisters: c3DigestRegisters },
};

/**
 * Reads the registers that identity and security state need, and no others: 9 on an ESP32, 8 on an ESP32-C3, and 8 more
 * for each secure boot digest. Registers that the chip refuses are left out; other failures of the link throw.
 */
export async function readEfuseWords(
  loader: Pick<FlashLoader, 'readRegister'>,
  family: ChipFamily,
  signal?: AbortSignal,
): Promise<EfuseWords> {
  const words = new Map<number, number>();
  const readAll = async (registers: readonly number[]) => {
    for (const register of registers) {
      signal?.throwIfAborted();
      const value = await readUnlessRefused(loader, register);
      if (value !== undefined) words.set(register, value);
    }
  };
  await readAll(maps[family].registers);
  await readAll(maps[family].digestRegisters(words));
  return words;
}

async function readUnlessRefused(
  loader: Pick<FlashLoader, 'readRegister'>,
  register: number,
): Promise<number | undefined> {
  try {
    return await loader.readRegister(register);
  } catch (error) {
    if (error instanceof RecoveryError && isRefusal(error)) return undefined;
    throw error;
  }
}

/** True where the chip answered and would not do it, as in secure download mode: not a fault of the link. */
export function isRefusal({ code }: RecoveryError): boolean {
  return code === 'loader.command-refused' || code === 'loader.not-available';
}
