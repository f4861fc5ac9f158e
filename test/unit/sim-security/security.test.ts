import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { encodeHex } from '../../../electron/core/bytes/hex.ts';
import { parseAppImage } from '../../../electron/core/formats/app-image.ts';
import { flashCipher } from '../../../electron/sim/security/flash-encryption.ts';
import { type Fuses, fuseWords, readFuses } from '../../../electron/sim/security/fuses.ts';
import { bootloaderDigest } from '../../../electron/sim/security/secure-boot-v1.ts';
import { keyDigest, signV2, testSigningKey, verifyV2 } from '../../../electron/sim/security/secure-boot-v2.ts';
import { newSeedApp } from '../../../electron/sim/units/seed-firmware.ts';
import { describeWithShared, sharedPath } from '../../support/shared.ts';

const secure = (name: string) => readFileSync(sharedPath('corpus/secure', `esptool_${name}`));
const efuse = (name: string) => readFileSync(sharedPath('vectors/efuse', `${name}.bin`));
const noFuses: Fuses = {
  revision: 300,
  flashEncryption: undefined,
  secureBoot: 'none',
  secureBootKey: new Uint8Array(32),
  keyDigests: [],
  secureVersion: 0,
};

describeWithShared('security of the chips, against files that other tools made', () => {
  it('encrypts as the ESP32 does with FLASH_CRYPT_CONFIG 0', () => {
    const key = secure('256bit_key.bin');
    const cipher = flashCipher({ ...noFuses, flashEncryption: { key, tweaked: false } }, 'ESP32');
    const [plain, encrypted] = [secure('bootloader.bin'), secure('bootloader-encrypted-conf0.bin')];
    expect(encrypted.equals(cipher?.encrypt(0x1000, plain) ?? plain)).toBe(true);
    expect(plain.equals(cipher?.decrypt(0x1000, encrypted) ?? encrypted)).toBe(true);
  });

  it('encrypts as chips with XTS-AES-128 do', () => {
    const key = secure('256bit_key.bin');
    const cipher = flashCipher({ ...noFuses, flashEncryption: { key, tweaked: true } }, 'ESP32-C3');
    const encrypted = secure('bootloader-encrypted-aes-xts.bin');
    expect(encodeHex(cipher?.encrypt(0x1000, secure('bootloader.bin')).subarray(0, 0x5400) ?? new Uint8Array())).toBe(
      encodeHex(encrypted.subarray(0, 0x5400)),
    );
  });

  it('decrypts erased flash to the word that a real ESP32-C3 ROM printed', () => {
    const fuses = readFuses(fuseWords(efuse('c3-b-flashenc')), 'ESP32-C3');
    const plain = flashCipher(fuses, 'ESP32-C3')?.decrypt(0, new Uint8Array(128).fill(0xff));
    const word = encodeHex(plain?.subarray(0, 4).toReversed() ?? new Uint8Array());
    const recording = readFileSync(sharedPath('vectors/serial/esp32c3-efuse-b-flashenc.jsonl'), 'utf8');
    expect(recording).toContain(`invalid header: 0x${word}`);
  });

  it('computes the bootloader digest of secure boot v1', () => {
    const digested = secure('bootloader_digested.bin');
    const image = digested.subarray(0x1000);
    const digest = bootloaderDigest(secure('256bit_key.bin'), digested.subarray(0, 32), image);
    expect(encodeHex(digest)).toBe(encodeHex(digested.subarray(32, 96)));
  });

  it('accepts a v2 signature of a key that the fuses name, and no other', () => {
    const image = secure('bootloader_signed_v2_rsa.bin');
    const parsed = parseAppImage(image);
    const digest = parsed.ok ? parsed.value.signatures[0]?.keyDigest : undefined;
    expect(verifyV2(image, [digest ?? ''])).toBe(true);
    expect(verifyV2(image, ['00'.repeat(32)])).toBe(false);
    expect(verifyV2(secure('bootloader_unsigned_v2.bin'), [digest ?? ''])).toBe(false);
  });

  it('reads the sample eFuses', () => {
    const esp32 = (name: string) => readFuses(fuseWords(efuse(name)), 'ESP32');
    const c3 = (name: string) => readFuses(fuseWords(efuse(`c3-${name}`)), 'ESP32-C3');
    expect(esp32('a-plain')).toMatchObject({ revision: 300, secureBoot: 'none', flashEncryption: undefined });
    expect(esp32('b-flashenc-dev').flashEncryption).toMatchObject({ tweaked: true });
    expect(esp32('c-secureboot-v1')).toMatchObject({ secureBoot: 'v1', revision: 0 });
    expect(esp32('c-secureboot-v2')).toMatchObject({ secureBoot: 'v2', keyDigests: [expect.stringMatching(/^0102/)] });
    expect(c3('a-plain')).toMatchObject({ revision: 3, secureBoot: 'none', flashEncryption: undefined });
    expect(c3('b-flashenc').flashEncryption?.key[0]).toBe(1);
    expect(c3('c-secureboot')).toMatchObject({ secureBoot: 'v2', keyDigests: [expect.stringMatching(/^0102/)] });
    expect(c3('e-secure-download').secureBoot).toBe('v2');
  });
});

describe('secure boot v2 of project-built units', () => {
  const digests = [encodeHex(keyDigest(testSigningKey()))];
  const signed = signV2(newSeedApp('ESP32', 'tiny'), testSigningKey());

  it('signs images that verify', () => {
    expect(verifyV2(signed, digests)).toBe(true);
  });

  it('refuses a changed image, a changed signature and an unsigned one', () => {
    const changed = signed.slice();
    changed[0x200] = 0;
    expect(verifyV2(changed, digests)).toBe(false);
    const forged = signed.slice();
    const block = signed.length - 0x1000;
    forged[block + 900] = (forged[block + 900] ?? 0) ^ 1;
    expect(verifyV2(forged, digests)).toBe(false);
    expect(verifyV2(newSeedApp('ESP32', 'tiny'), digests)).toBe(false);
  });
});
