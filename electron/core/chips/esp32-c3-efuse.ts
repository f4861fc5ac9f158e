import { digestWords, type EfuseField, type EfuseWords, efuseField } from './efuse-words.ts';
import { esp32c3 } from './esp32-c3.ts';

const block0 = esp32c3.efuseBase + 0x2c;
const block1 = esp32c3.efuseBase + 0x44;
const firstKeyBlock = esp32c3.efuseBase + 0x9c;
const keyBlockLength = 0x20;
const keyBlocks = 6;

/** A field by the number of its first bit in a block, as FORMATS §9.2 gives them. */
function fieldAt(block: number, bit: number, width: number): EfuseField {
  return { register: block + 4 * Math.floor(bit / 32), bit: bit % 32, width };
}

/** Fields of an ESP32-C3's eFuses (FORMATS §9.2, §9.4; package and embedded flash: ESPTOOL-JS's target file). */
export const c3Fields = {
  readProtectedKeys: fieldAt(block0, 32, 6),
  manualEncryptDisabled: fieldAt(block0, 52, 1),
  cryptCount: fieldAt(block0, 82, 3),
  revokedDigests: fieldAt(block0, 85, 3),
  secureBootEnabled: fieldAt(block0, 116, 1),
  downloadDisabled: fieldAt(block0, 128, 1),
  secureDownload: fieldAt(block0, 133, 1),
  secureVersion: fieldAt(block0, 142, 16),
  macLow: fieldAt(block1, 0, 32),
  macHigh: fieldAt(block1, 32, 16),
  revisionMinorLow: fieldAt(block1, 114, 3),
  package: fieldAt(block1, 117, 3),
  flashCapacity: fieldAt(block1, 123, 3),
  revisionMinorHigh: fieldAt(block1, 183, 1),
  revisionMajor: fieldAt(block1, 184, 2),
} as const satisfies Record<string, EfuseField>;

export const c3Registers: readonly number[] = [
  ...[1, 2, 3, 4].map((word) => block0 + 4 * word),
  ...[0, 1, 3, 5].map((word) => block1 + 4 * word),
];

/** A key block that holds a secure boot digest: `index` is 0, 1 or 2, the bit of its revocation. */
export interface DigestBlock {
  readonly index: number;
  readonly register: number;
  readonly readProtected: boolean;
}

/** Key purposes SECURE_BOOT_DIGEST0…2 (FORMATS §9.5). */
const firstDigestPurpose = 9;
const digests = 3;

/** The key blocks whose purpose is a secure boot digest; empty where the purposes were refused. */
export function c3DigestBlocks(words: EfuseWords): DigestBlock[] {
  const readProtected = efuseField(words, c3Fields.readProtectedKeys) ?? 0;
  return Array.from({ length: keyBlocks }, (_, block) => {
    const purpose = efuseField(words, fieldAt(block0, 88 + 4 * block, 4)) ?? 0;
    return {
      index: purpose - firstDigestPurpose,
      register: firstKeyBlock + keyBlockLength * block,
      readProtected: ((readProtected >> block) & 1) === 1,
    };
  }).filter(({ index }) => index >= 0 && index < digests);
}

export function c3DigestRegisters(words: EfuseWords): number[] {
  return c3DigestBlocks(words).flatMap(({ register }) =>
    Array.from({ length: digestWords }, (_, word) => register + 4 * word),
  );
}
