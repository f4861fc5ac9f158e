import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../electron/core/bytes/digest.ts';
import { RecoveryError } from '../../../electron/core/errors/recovery-error.ts';
import { parseAppImage } from '../../../electron/core/formats/app-image.ts';
import { bootloaderFingerprint } from '../../../electron/core/formats/bootloader-image.ts';
import { encodePartitionTable } from '../../../electron/core/formats/partition-table.ts';
import { buildRelease } from '../../../electron/core/release/build-package.ts';
import {
  filesOfFlasherArgs,
  importFlasherArgs,
  parseFlasherArgs,
} from '../../../electron/core/release/import-flasher-args.ts';
import {
  filesOfWebToolsManifest,
  importMergedImage,
  importWebTools,
  parseWebToolsManifest,
} from '../../../electron/core/release/import-web-tools.ts';
import { appImage, otadataBytes, partition } from '../../support/recovery-fixture.ts';
import { describeWithShared, sharedPath } from '../../support/shared.ts';
import { buildImage, secureBootV2Block } from '../formats/build-image.ts';
import { json } from './package-fixture.ts';

const details = { product: { id: 'seed', name: 'Seed' }, build: '7', created: '2026-01-01T00:00:00Z' };
const app = appImage('2.1.0', { length: 0x1000, secureVersion: 3 });
const bootloader = buildImage([
  {
    loadAddress: 0x3fff0000,
    data: new TextEncoder().encode(
      'v3.2-103-g4aa1058e8\0I (%d) boot: ESP-IDF %s 2nd stage bootloader\0'.padEnd(128, '\0'),
    ),
  },
]);
const slots = [
  partition('nvs', 1, 2, 0x9000, 0x4000),
  partition('otadata', 1, 0, 0xd000, 0x2000),
  partition('ota_0', 0, 0x10, 0x10000, 0x10000),
  partition('ota_1', 0, 0x11, 0x20000, 0x10000),
];
const table = encodePartitionTable(slots, { md5: true });

function codeOf(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (!(error instanceof RecoveryError)) throw error;
    expect(error.code).toBe('release.import-failed');
    return String(error.params.reason);
  }
}

const flasherArgs = {
  write_flash_args: ['--flash_mode', 'dio', '--flash_size', '4MB', '--flash_freq', '40m'],
  flash_files: { '0x1000': 'bootloader/bootloader.bin', '0x10000': 'seed.bin' },
  bootloader: { offset: '0x1000', file: 'bootloader/bootloader.bin', encrypted: 'false' },
  app: { offset: '0x10000', file: 'seed.bin', encrypted: 'false' },
  'partition-table': { offset: '0x8000', file: 'partition_table/partition-table.bin' },
  extra_esptool_args: { after: 'hard_reset', before: 'default_reset', stub: true, chip: 'esp32' },
};
const buildOutput = new Map<string, Uint8Array>([
  ['bootloader/bootloader.bin', bootloader],
  ['seed.bin', app],
]);

describe('importFlasherArgs', () => {
  const importArgs = (value: unknown, files = buildOutput, more = {}) =>
    importFlasherArgs(parseFlasherArgs(json(value)), files, { ...details, ...more });

  it('carries the app alone, with what it says of itself', () => {
    expect(filesOfFlasherArgs(parseFlasherArgs(json(flasherArgs)))).toEqual(['seed.bin', 'bootloader/bootloader.bin']);
    const { manifest, files } = importArgs(flasherArgs);
    expect([...files.values()]).toEqual([app]);
    expect(manifest).toMatchObject({
      version: '2.1.0',
      boot: { version: 'App version:      2.1.0', lines: ['Project name:     seed'] },
      identify: [{ kind: 'project-name', value: 'seed' }],
    });
    expect(manifest.images).toEqual([
      {
        chip: 'ESP32',
        role: 'app',
        file: 'esp32-app.bin',
        size: app.length,
        sha256: sha256Hex(app),
        secureVersion: 3,
        bootloaders: [{ fingerprint: bootloaderFingerprint(bootloader) }, { idfVersion: 'v3.2-103-g4aa1058e8' }],
      },
    ]);
    expect(buildRelease(manifest, files).length).toBeGreaterThan(0);
  });

  it('asks for what an app without a descriptor does not say', () => {
    const bare = new Map(buildOutput).set('seed.bin', appImage('', { length: 0x1000, descriptor: false }));
    expect(codeOf(() => importArgs(flasherArgs, bare))).toBe('version-needed');
    expect(codeOf(() => importArgs(flasherArgs, bare, { version: '1' }))).toBe('boot-lines-needed');
    const boot = { version: 'Seed version 1', lines: [], timeoutMs: 5000 };
    expect(importArgs(flasherArgs, bare, { version: '1', boot }).manifest.boot).toEqual(boot);
  });

  it('refuses paths that leave the build folder', () => {
    for (const file of ['../seed.bin', 'a/../../b', '/etc/passwd', 'C:\\x', 'https://example.com/x', '']) {
      expect(codeOf(() => importArgs({ ...flasherArgs, app: { offset: '0x10000', file } }))).toBe('bad-description');
    }
  });

  it('refuses another chip, a damaged app and a missing file', () => {
    const forC6 = { ...flasherArgs, extra_esptool_args: { chip: 'esp32c6' } };
    expect(codeOf(() => importArgs(forC6))).toBe('unsupported-chip');
    const forC3 = { ...flasherArgs, extra_esptool_args: { chip: 'esp32c3' } };
    expect(codeOf(() => importArgs(forC3))).toBe('app-for-other-chip');
    const damaged = app.map((byte, at) => (at === 0x200 ? byte ^ 1 : byte));
    expect(codeOf(() => importArgs(flasherArgs, new Map(buildOutput).set('seed.bin', damaged)))).toBe('app-damaged');
    expect(codeOf(() => importArgs(flasherArgs, new Map([['seed.bin', app]])))).toBe('file-missing');
  });

  it('never throws without a code on any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom('app', 'bootloader', 'extra_esptool_args'), (value, key) => {
        codeOf(() => importArgs(value));
        codeOf(() => importArgs({ ...flasherArgs, [key]: value }));
      }),
      { numRuns: 300 },
    );
    expect(codeOf(() => parseFlasherArgs(new TextEncoder().encode('{')))).toBe('json');
    expect(codeOf(() => parseFlasherArgs(new Uint8Array(1 << 20)))).toBe('too-large');
  });
});

/** A 256 KiB flash with bootloader, table, otadata and the given apps in ota_0 and ota_1. */
function mergedImage(first: Uint8Array | undefined, second?: Uint8Array, sequence?: number): Uint8Array<ArrayBuffer> {
  const flash = new Uint8Array(0x30000).fill(0xff);
  flash.set(bootloader, 0x1000);
  flash.set(table, 0x8000);
  flash.set(otadataBytes(sequence, undefined), 0xd000);
  if (first) flash.set(first, 0x10000);
  if (second) flash.set(second, 0x20000);
  return flash;
}

function onlyFile({ files }: { readonly files: ReadonlyMap<string, Uint8Array> }): Uint8Array | undefined {
  expect(files.size).toBe(1);
  return [...files.values()][0];
}

describe('importMergedImage', () => {
  it('cuts out the app that boots, exactly as long as it is, and its bootloader', () => {
    const draft = importMergedImage(mergedImage(app), 'ESP32', details);
    expect(onlyFile(draft)).toEqual(app);
    expect(draft.manifest.images[0]?.bootloaders[0]).toEqual({ fingerprint: bootloaderFingerprint(bootloader) });
  });

  it('follows otadata to the other slot', () => {
    const newer = appImage('3.0.0', { length: 0x1000, seed: 9 });
    const draft = importMergedImage(mergedImage(app, newer, 2), 'ESP32', details);
    expect(draft.manifest.version).toBe('3.0.0');
    expect(onlyFile(draft)).toEqual(newer);
  });

  it('keeps the signature of a signed app', () => {
    const padded = new Uint8Array(0x2000).fill(0xff);
    padded.set(app);
    const signed = new Uint8Array(0x3000).fill(0xff);
    signed.set(padded);
    signed.set(secureBootV2Block(padded, 'rsa'), 0x2000);
    const cut = onlyFile(importMergedImage(mergedImage(signed), 'ESP32', details));
    expect(cut).toEqual(signed);
    const image = parseAppImage(cut ?? new Uint8Array(0));
    expect(image.ok && image.value.signatures).toHaveLength(1);
  });

  it('refuses an image without a table, without an app and beyond any flash', () => {
    expect(codeOf(() => importMergedImage(app, 'ESP32', details))).toBe('no-partition-table');
    expect(codeOf(() => importMergedImage(mergedImage(undefined), 'ESP32', details))).toBe('no-app');
    expect(codeOf(() => importMergedImage(new Uint8Array(0x1000001), 'ESP32', details))).toBe('too-large');
  });
});

describe('importWebTools', () => {
  const c3 = appImage('2.1.0', { length: 0x1000, chipId: 5 });
  const importManifest = (value: unknown, files: ReadonlyMap<string, Uint8Array>) =>
    importWebTools(parseWebToolsManifest(json(value)), files, details);

  it('takes parts and merged images alike, and leaves chips out that are not supported', () => {
    const value = {
      name: 'Seed',
      version: '2.1.0',
      new_install_prompt_erase: true,
      builds: [
        {
          chipFamily: 'ESP32',
          parts: [
            { path: 'boot.bin', offset: 0x1000 },
            { path: 'table.bin', offset: 0x8000 },
            { path: 'seed.bin', offset: 0x10000 },
          ],
        },
        { chipFamily: 'ESP32-C3', parts: [{ path: 'merged-c3.bin', offset: 0 }] },
        { chipFamily: 'ESP8266', parts: [{ path: 'old.bin', offset: 0 }] },
      ],
    };
    expect(filesOfWebToolsManifest(parseWebToolsManifest(json(value)))).not.toContain('old.bin');
    const merged = mergedImage(c3);
    const files = new Map([
      ['boot.bin', bootloader],
      ['table.bin', table],
      ['seed.bin', app],
      ['merged-c3.bin', merged],
    ]);
    const draft = importManifest(value, files);
    expect([...draft.files]).toEqual([
      ['esp32-app.bin', app],
      ['esp32-c3-app.bin', c3],
    ]);
    expect(draft.manifest.images.map(({ chip }) => chip)).toEqual(['ESP32', 'ESP32-C3']);
    expect(buildRelease(draft.manifest, draft.files).length).toBeGreaterThan(0);
  });

  it('refuses addresses on the network, parts beyond any flash and two builds of one chip', () => {
    const build = (path: string, offset: number) => ({ builds: [{ chipFamily: 'ESP32', parts: [{ path, offset }] }] });
    const files = new Map([['m.bin', mergedImage(app)]]);
    expect(codeOf(() => importManifest(build('https://example.com/m.bin', 0), files))).toBe('bad-description');
    expect(codeOf(() => importManifest(build('m.bin', -1), files))).toBe('bad-description');
    expect(codeOf(() => importManifest(build('m.bin', 0xfffff0), files))).toBe('too-large');
    const twice = { builds: [...build('m.bin', 0).builds, ...build('m.bin', 0).builds] };
    expect(codeOf(() => importManifest(twice, files))).toBe('repeated-chip');
    expect(
      codeOf(() => importManifest({ builds: [{ chipFamily: 'ESP8266', parts: [{ path: 'x', offset: 0 }] }] }, files)),
    ).toBe('unsupported-chip');
  });
});

describeWithShared('a merged image from the field', () => {
  it('NINA-W102 of 2019 gives up its app, which is exactly an app image', () => {
    const flash = new Uint8Array(readFileSync(sharedPath('corpus', 'merged', 'nina_fw_201902_NINA_W102.bin')));
    const boot = { version: 'NINA 1.2', lines: [], timeoutMs: 5000 };
    const cut = onlyFile(importMergedImage(flash, 'ESP32', { ...details, version: '1.2.1', boot }));
    const image = parseAppImage(cut ?? new Uint8Array(0));
    expect(image.ok && image.value.length).toBe(cut?.length);
    expect(image.ok && image.value.checksumValid).toBe(true);
  });
});
