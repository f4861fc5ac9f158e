import { chips } from '../../core/chips/catalogue.ts';
import type { ChipFamily } from '../../core/chips/chip.ts';
import { otadataSectorLength } from '../../core/formats/otadata.ts';
import { fillerBytes } from '../firmware/filler.ts';
import type { RsaNumbers } from '../firmware/rsa-keys.ts';
import { flashCipher } from '../security/flash-encryption.ts';
import { type Fuses, fuseWords, keyWords, readFuses } from '../security/fuses.ts';
import { digestBlock, encodeDigestBlock, signV1 } from '../security/secure-boot-v1.ts';
import { keyDigest, signV2, testSigningKey } from '../security/secure-boot-v2.ts';
import { flashSize, type SeedOptions, twoSlotParts } from './seed.ts';
import { oldSeedApp } from './seed-firmware.ts';
import { offsetOf, twoSlotTable } from './seed-layout.ts';
import { composeFlash, type FlashPart, type SimUnit } from './sim-unit.ts';

export interface FusedOptions extends SeedOptions {
  readonly name: string;
  readonly chip: ChipFamily;
  /** Image of burnt eFuses, e.g. read from a chip: 124 bytes for the ESP32, 336 for the ESP32-C3. */
  readonly efuse: Uint8Array;
  /** Key of secure boot v2 whose digest is burnt. Default: the project's test key. */
  readonly signingKey?: RsaNumbers;
}

/**
 * The seed unit as a factory makes it for these eFuses: signed where secure boot is on (the digest block then holds the
 * key), encrypted where flash encryption is on. It boots.
 */
export async function fusedUnit(options: FusedOptions): Promise<SimUnit> {
  const { name, chip, efuse, size = 'real', signingKey = testSigningKey() } = options;
  const ownEfuse = enrolKey(chip, efuse, signingKey);
  const fuses = readFuses(fuseWords(ownEfuse), chip);
  const parts = signParts(chip, fuses, signingKey, twoSlotParts(chip, oldSeedApp(chip, size)));
  return {
    name,
    description: `${chip} with secure boot ${fuses.secureBoot}, flash encryption ${fuses.flashEncryption ? 'on' : 'off'}`,
    chip,
    flash: composeFlash(flashSize, encryptParts(chip, fuses, parts)),
    efuse: ownEfuse,
  };
}

/** Puts the key's digest where secure boot v2 looks for one: BLK2 of the ESP32, KEY0 of the ESP32-C3. */
function enrolKey(chip: ChipFamily, efuse: Uint8Array, key: RsaNumbers): Uint8Array<ArrayBuffer> {
  const own = new Uint8Array(efuse);
  if (readFuses(fuseWords(own), chip).secureBoot !== 'v2') return own;
  const word = chip === 'ESP32' ? keyWords.ESP32.secureBoot : keyWords['ESP32-C3'].key0;
  own.set(keyDigest(key), word * 4);
  return own;
}

function signParts(chip: ChipFamily, fuses: Fuses, key: RsaNumbers, parts: readonly FlashPart[]): FlashPart[] {
  const images = [chips[chip].bootloaderOffset, offsetOf(twoSlotTable, 'ota_0')];
  const sign = (bytes: Uint8Array) => (fuses.secureBoot === 'v2' ? signV2(bytes, key) : signV1(bytes));
  if (fuses.secureBoot === 'none') return [...parts];
  const signed = parts.map(({ offset, bytes }) => ({ offset, bytes: images.includes(offset) ? sign(bytes) : bytes }));
  const bootloader = parts.find(({ offset }) => offset === chips[chip].bootloaderOffset);
  if (fuses.secureBoot === 'v2' || !bootloader) return signed;
  const iv = fillerBytes(0x1f, digestBlock.ivLength, 'noise');
  return [{ offset: 0, bytes: encodeDigestBlock(fuses.secureBootKey, iv, bootloader.bytes) }, ...signed];
}

/** What the bootloader encrypts on its first start: itself, the table, otadata and apps; other data stays plain (FORMATS §1.5). */
function encryptParts(chip: ChipFamily, fuses: Fuses, parts: readonly FlashPart[]): FlashPart[] {
  const cipher = flashCipher(fuses, chip);
  if (!cipher) return [...parts];
  const plain = ['nvs', 'phy_init', 'storage'].map((label) => offsetOf(twoSlotTable, label));
  const otadata = offsetOf(twoSlotTable, 'otadata');
  return parts.map(({ offset, bytes }) => {
    if (plain.includes(offset)) return { offset, bytes };
    const whole = offset === otadata ? padTo(bytes, 2 * otadataSectorLength) : bytes;
    return { offset, bytes: cipher.encrypt(offset, whole) };
  });
}

function padTo(bytes: Uint8Array, length: number): Uint8Array {
  const padded = new Uint8Array(length).fill(0xff);
  padded.set(bytes);
  return padded;
}
