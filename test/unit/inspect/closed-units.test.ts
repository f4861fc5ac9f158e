import { describe, expect, it } from 'vitest';
import { RecoveryError } from '../../../electron/core/errors/recovery-error.ts';
import { inspectUnit } from '../../../electron/core/inspect/inspect-unit.ts';
import { seedNvs } from '../../../electron/sim/units/seed-layout.ts';
import { memoryLoader } from '../../support/memory-loader.ts';
import { noise } from '../../support/recovery-fixture.ts';
import { inspectParts, now, plainEfuse } from './sample-unit.ts';

const bootLog = [
  'I (29) boot: ESP-IDF v4.4.8 2nd stage bootloader',
  'I (40) boot: Partition Table:',
  'I (43) boot: ## Label            Usage          Type ST Offset   Length',
  'I (50) boot:  0 nvs              WiFi data        01 02 00009000 00004000',
  'I (57) boot:  1 otadata          OTA data         01 00 0000d000 00002000',
  'I (64) boot:  2 ota_0            OTA app          00 10 00010000 00100000',
  'I (71) boot:  3 ota_1            OTA app          00 11 00110000 00100000',
  'I (80) boot: End of partition table',
  'I (300) boot: Loaded app from partition at offset 0x110000',
  'I (400) cpu_start: App version:      3.1.4',
].join('\n');

function encryptedEfuse(): Uint8Array {
  const efuse = Uint8Array.from(plainEfuse);
  new DataView(efuse.buffer).setUint32(0, 1 << 20, true);
  return efuse;
}

/** Ciphertext everywhere but in NVS, which flash encryption leaves alone. */
const encryptedParts = [
  { offset: 0x1000, bytes: noise(0x8000, 5) },
  { offset: 0x9000, bytes: seedNvs({ formatVersion: 2, size: 0x4000 }) },
  { offset: 0xd000, bytes: noise(0x200000, 6) },
];

describe('a unit with flash encryption', () => {
  it('is not guessed at: table, bootloader and apps are encrypted, and trust is not complete', async () => {
    const { facts } = await inspectParts(encryptedParts, {}, { efuse: encryptedEfuse() });
    const encrypted = { known: false, reason: 'encrypted' };
    expect(facts.security.flashEncryption).toEqual({ known: true, value: 'development' });
    expect(facts.layout).toMatchObject({ tableOffset: encrypted, otadata: encrypted, canUpdateOverTheAir: encrypted });
    expect(facts.bootloader.valid).toEqual(encrypted);
    expect(facts.trust).toMatchObject({ complete: false, anchors: [] });
  });

  it('still shows its NVS, found without the table', async () => {
    const { facts } = await inspectParts(encryptedParts, {}, { efuse: encryptedEfuse() });
    expect(facts.data.hasWifiCredentials).toEqual({ known: true, value: true });
    expect(facts.data.nvs).toMatchObject([{ partition: 'nvs@0x9000', namespaces: ['nvs.net80211', 'phy', 'radio'] }]);
  });

  it('tells by its boot log which slots it has, which runs, and its version', async () => {
    const { facts } = await inspectParts(encryptedParts, { bootLog }, { efuse: encryptedEfuse() });
    expect(facts.layout).toMatchObject({
      partitions: [],
      runningSlot: { value: 'ota_1' },
      runningSlotEvidence: 'boot-log',
      canUpdateOverTheAir: { known: true, value: true },
    });
    expect(facts.slots.map(({ image }) => image)).toEqual([
      { known: false, reason: 'encrypted' },
      { known: false, reason: 'encrypted' },
    ]);
    expect(facts.slots[1]?.versions).toEqual([{ source: 'boot-log', version: '3.1.4', confidence: 'high' }]);
    expect(facts.data.nvs).toMatchObject([{ partition: 'nvs', freePages: 3 }]);
    expect(facts.coverage.skipped).toContainEqual({ what: 'ota_1', reason: 'encrypted' });
  });

  it('has unreadable NVS where that is ciphertext too', async () => {
    const parts = [{ offset: 0x1000, bytes: noise(0x200000, 7) }];
    const { facts } = await inspectParts(parts, { bootLog }, { efuse: encryptedEfuse() });
    expect(facts.data.nvs[0]).toMatchObject({ encrypted: { known: false, reason: 'encrypted' } });
    expect(facts.data.hasWifiCredentials).toEqual({ known: false, reason: 'encrypted' });
  });
});

describe('a unit in secure download mode', () => {
  it('is not asked for anything that it would refuse but registers, and is unknown in all that flash holds', async () => {
    const { loader, chip, traffic } = memoryLoader({
      family: 'ESP32-C3',
      efuse: new Uint8Array(336),
      mode: 'secure-download',
      securityInfo: Uint8Array.of(0b101, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 1, 0, 0, 0),
    });
    const facts = await inspectUnit(loader, chip, { releases: [], now, simulated: true, operatorProduct: 'radio' });
    const notReadable = { known: false, reason: 'not-readable' };
    expect(facts.chip).toMatchObject({ mac: notReadable, revision: notReadable, flashSize: notReadable });
    expect(facts.security).toMatchObject({ secureBoot: { value: 'v2' }, downloadMode: { value: 'secure' } });
    expect(facts.layout).toMatchObject({ tableOffset: notReadable, runningSlot: notReadable });
    expect(facts.product).toMatchObject({ id: { value: 'radio' }, confidence: 'low' });
    expect(facts.trust.complete).toBe(false);
    expect(facts.coverage).toEqual({ read: [], skipped: [{ what: 'flash', reason: 'not-readable' }] });
    expect(traffic.bytes).toBe(0);
  });
});

describe('a link that fails', () => {
  it('throws what the loader throws', async () => {
    const { loader, chip } = memoryLoader({ efuse: plainEfuse });
    const broken = { ...loader, read: () => Promise.reject(new RecoveryError('link.timeout')) };
    await expect(inspectUnit(broken, chip, { releases: [], now, simulated: true })).rejects.toMatchObject({
      code: 'link.timeout',
    });
  });

  it('reports progress in bytes of what was asked for so far', async () => {
    const { loader, chip } = memoryLoader({ efuse: plainEfuse });
    const steps: [number, number][] = [];
    const reporting: typeof loader = {
      ...loader,
      read: (offset, length, options) => {
        options?.onProgress?.(length, length);
        return loader.read(offset, length, options);
      },
    };
    await inspectUnit(reporting, chip, {
      releases: [],
      now,
      simulated: true,
      onProgress: (done, total) => steps.push([done, total]),
    });
    expect(steps.length).toBeGreaterThan(10);
    for (const [done, total] of steps) expect(done).toBe(total);
    expect(steps.map(([done]) => done)).toEqual(steps.map(([done]) => done).toSorted((a, b) => a - b));
  });
});
