import { digestWords, type EfuseField, type EfuseWords, efuseField } from './efuse-words.ts';
import { esp32 } from './esp32.ts';

const base = esp32.efuseBase;
/** Its bit 31 is the third bit of the chip's revision; a register, not an eFuse. */
const apbDateRegister = 0x3ff6607c;

/** Fields of an ESP32's eFuses (FORMATS §9.1). */
export const esp32Fields = {
  /** Bit 2 of WR_DIS: FLASH_CRYPT_CNT cannot change any more. */
  cryptCountLocked: { register: base, bit: 2, width: 1 },
  block2ReadProtected: { register: base, bit: 17, width: 1 },
  block3ReadProtected: { register: base, bit: 18, width: 1 },
  flashCryptCount: { register: base, bit: 20, width: 7 },
  uartDownloadDisabled: { register: base, bit: 27, width: 1 },
  macLow: { register: base + 0x04, bit: 0, width: 32 },
  macHigh: { register: base + 0x08, bit: 0, width: 16 },
  appCpuDisabled: { register: base + 0x0c, bit: 0, width: 1 },
  bluetoothDisabled: { register: base + 0x0c, bit: 1, width: 1 },
  packageHigh: { register: base + 0x0c, bit: 2, width: 1 },
  packageLow: { register: base + 0x0c, bit: 9, width: 3 },
  revision1: { register: base + 0x0c, bit: 15, width: 1 },
  revision2: { register: base + 0x14, bit: 20, width: 1 },
  revision4: { register: apbDateRegister, bit: 31, width: 1 },
  revisionMinor: { register: base + 0x14, bit: 24, width: 2 },
  absDone0: { register: base + 0x18, bit: 4, width: 1 },
  absDone1: { register: base + 0x18, bit: 5, width: 1 },
  downloadEncryptDisabled: { register: base + 0x18, bit: 7, width: 1 },
  secureVersion: { register: base + 0x88, bit: 0, width: 32 },
} as const satisfies Record<string, EfuseField>;

/** First register of BLK2: the key digest of secure boot v2, or the hidden key of v1. */
export const esp32DigestBlock = base + 0x58;

const block0 = Array.from({ length: 7 }, (_, word) => base + 4 * word);
export const esp32Registers: readonly number[] = [...block0, esp32Fields.secureVersion.register, apbDateRegister];

/** BLK2 where secure boot v2 is burnt; with v1 it holds a key that nobody may read. */
export function esp32DigestRegisters(words: EfuseWords): number[] {
  if (efuseField(words, esp32Fields.absDone1) !== 1) return [];
  return Array.from({ length: digestWords }, (_, word) => esp32DigestBlock + 4 * word);
}
