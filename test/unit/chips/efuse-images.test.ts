import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { ChipFamily } from '../../../electron/core/chips/chip.ts';
import { chipIdentity } from '../../../electron/core/chips/identity.ts';
import { readEfuseWords } from '../../../electron/core/chips/read-efuse.ts';
import { securityFacts } from '../../../electron/core/chips/security.ts';
import { memoryLoader, revision3ApbDate } from '../../support/memory-loader.ts';
import { describeWithShared, sharedPath } from '../../support/shared.ts';

interface Expected {
  readonly apbDate?: number;
  readonly encryption: string;
  readonly secureBoot: string;
  readonly digests: readonly string[];
  readonly downloadMode: string;
}

const keyHex = Array.from({ length: 32 }, (_, i) => (i + 1).toString(16).padStart(2, '0')).join('');
const plain: Expected = { encryption: 'off', secureBoot: 'none', digests: [], downloadMode: 'full' };
const rev3 = { apbDate: revision3ApbDate };

const esp32Images: Record<string, Expected> = {
  'a-plain': { ...plain, ...rev3 },
  'b-flashenc-dev': { ...plain, ...rev3, encryption: 'development' },
  'b-flashenc-release': { ...plain, ...rev3, encryption: 'release' },
  'c-secureboot-v1': { ...plain, secureBoot: 'v1' },
  'c-secureboot-v2': { ...plain, ...rev3, secureBoot: 'v2', digests: [keyHex] },
  'd-uart-dl-disabled': { ...plain, ...rev3, downloadMode: 'disabled' },
  'e-all': {
    ...rev3,
    encryption: 'release',
    secureBoot: 'v2',
    digests: [keyHex],
    downloadMode: 'disabled',
  },
};

const c3Images: Record<string, Expected> = {
  'c3-a-plain': plain,
  'c3-b-flashenc': { ...plain, encryption: 'release' },
  'c3-c-secureboot': { ...plain, secureBoot: 'v2', digests: [keyHex] },
  'c3-d-download-disabled': { ...plain, downloadMode: 'disabled' },
  'c3-e-secure-download': { encryption: 'release', secureBoot: 'v2', digests: [keyHex], downloadMode: 'secure' },
};

async function inspectImage(family: ChipFamily, file: string, apbDate?: number) {
  const efuse = readFileSync(file);
  const { loader, chip, traffic } = memoryLoader({ family, efuse, ...(apbDate !== undefined && { apbDate }) });
  const words = await readEfuseWords(loader, family);
  return { security: securityFacts(chip, words), identity: chipIdentity(family, words), traffic };
}

function expectState(security: Awaited<ReturnType<typeof inspectImage>>['security'], expected: Expected) {
  expect(security).toEqual({
    flashEncryption: { known: true, value: expected.encryption },
    secureBoot: { known: true, value: expected.secureBoot },
    secureBootKeyDigests: { known: true, value: expected.digests },
    downloadMode: { known: true, value: expected.downloadMode },
    secureVersion: { known: true, value: 0 },
  });
}

describeWithShared('eFuse images started under the real ROM', () => {
  for (const [name, expected] of Object.entries(esp32Images)) {
    it(`ESP32 ${name}`, async () => {
      const { security, identity, traffic } = await inspectImage(
        'ESP32',
        sharedPath('vectors', 'efuse', `${name}.bin`),
        expected.apbDate,
      );
      expectState(security, expected);
      expect(identity.mac).toBe('24:6f:28:aa:bb:01');
      expect(identity.revision).toBe(expected.apbDate === undefined ? 0 : 300);
      expect(identity.features).toContain('Dual Core');
      expect(traffic.roundTrips).toBeLessThanOrEqual(17);
    });
  }
  for (const [name, expected] of Object.entries(c3Images)) {
    it(`ESP32-C3 ${name.slice(3)}`, async () => {
      const { security, identity } = await inspectImage('ESP32-C3', sharedPath('vectors', 'efuse', `${name}.bin`));
      expectState(security, expected);
      expect(identity.mac).toBe('7c:df:a1:11:22:33');
      expect(identity.revision).toBe(3);
    });
  }
});

describeWithShared('eFuse images of other projects', () => {
  const corpus = (name: string) => sharedPath('corpus', 'efuse', name);

  it('reads revision 3 and no MAC from the ESP-IDF image of an ESP32', async () => {
    const { security, identity } = await inspectImage('ESP32', corpus('idf_esp32_rev3_efuses.bin'), revision3ApbDate);
    expectState(security, plain);
    expect(identity).toMatchObject({ mac: undefined, revision: 300 });
  });

  it('finds secure boot and its key digest in QEMU images of an ESP32-C3', async () => {
    for (const name of ['esc_secure_key_0_esp32c3_efuse.bin', 'esc_flashenc_esp32c3_efuse.bin']) {
      const { security, identity } = await inspectImage('ESP32-C3', corpus(name));
      expectState(security, {
        ...plain,
        secureBoot: 'v2',
        digests: ['640cb9b4793b6bce72fc92e3f3c977cd69acd2cd287ae0e533cf48f38e34093f'],
      });
      expect(identity.revision).toBe(3);
    }
  });

  it('does not take a key of another purpose for a secure boot digest', async () => {
    for (const name of ['esc_app_qemu_efuse.bin', 'idf_http_mutual_qemu_efuse.bin', 'idf_esp32c3_efuse.bin']) {
      const { security } = await inspectImage('ESP32-C3', corpus(name));
      expect(security.secureBootKeyDigests, name).toEqual({ known: true, value: [] });
    }
  });

  it('reads nothing burnt from the image that the secure boot example of ESP-IDF starts with', async () => {
    const { security } = await inspectImage('ESP32-C3', corpus('idf_secure_boot_esp32c3_efuses.bin'));
    expectState(security, plain);
  });
});
