import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { BackupInfo } from '../../electron/core/engine/backup-store.ts';
import type { RestoreOutcome } from '../../electron/core/engine/restore.ts';
import type { ErrorCode } from '../../electron/core/errors/catalogue.ts';
import type { RecoveryPlan } from '../../electron/core/plan/plan.ts';
import type { ReleaseManifest } from '../../electron/core/release/manifest.ts';
import { seed, seedBootloader, seedC3, seedFactoryOnly, twoSlotParts } from '../../electron/sim/units/seed.ts';
import { newSeedApp } from '../../electron/sim/units/seed-firmware.ts';
import { tablePart, twoSlotTable } from '../../electron/sim/units/seed-layout.ts';
import { composeFlash } from '../../electron/sim/units/sim-unit.ts';
import { enrolVendor, newStation, plugInNew, type Station, watchFlash } from '../support/station.ts';

const size = 'tiny';
const app = newSeedApp('ESP32', size);
const bootloader = seedBootloader('ESP32').bytes;
const table = tablePart(twoSlotTable).bytes;
const product = ['--product-id', 'seed-radio', '--product-name', 'Seed Radio', '--build', '2026-03-04'];

interface Packed {
  readonly path: string;
  readonly manifest: ReleaseManifest;
}

interface Failed {
  readonly error: { readonly code: ErrorCode; readonly params: Readonly<Record<string, string>> };
}

describe('a release made from build output', () => {
  it.each<[string, (station: Station) => string[]]>([
    ["ESP-IDF's flasher_args.json", idfBuild],
    ['an ESP Web Tools manifest', webToolsBuild],
    ['one merged image', mergedImage],
  ])('%s: packed, signed, verified, and taken by a unit', async (_, build) => {
    const station = newStation();
    const source = build(station);
    const path = station.path('fix.unstrand');
    const packed = await station.json<Packed>('pack', ...source, '-o', path, ...product);
    expect(packed.exit).toBe(0);
    expect(packed.document.manifest).toMatchObject({
      product: { id: 'seed-radio', name: 'Seed Radio' },
      version: '2.0.0',
      build: '2026-03-04',
      images: [{ chip: 'ESP32', role: 'app', size: app.length }],
      identify: [{ kind: 'project-name', value: 'seed-radio' }],
    });
    expect((await station.run('verify', path)).exit).toBe(3);
    await station.run('sign', path, '--key', await enrolVendor(station));
    const verified = await station.json<{ signedBy: string; manifest: ReleaseManifest }>('verify', path);
    expect(verified.exit).toBe(0);
    expect(verified.document.signedBy).toMatch(/^[0-9a-f]{64}$/);
    expect(verified.document.manifest).toEqual(packed.document.manifest);
    const { port } = plugInNew(await seed({ size }));
    const plan = ['plan', '--port', port, '--release', path, '--product-confirmed'];
    const planned = await station.json<RecoveryPlan>(...plan);
    expect([planned.exit, planned.document.targetSlot]).toEqual([0, 'ota_1']);
    expect(planned.document.steps.map(({ target }) => target)).not.toContain('bootloader');
  });

  it('is completed by its owner in a folder before it is packed', async () => {
    const station = newStation();
    const folder = station.path('release');
    await station.run('pack', ...idfBuild(station), '--draft', '-o', folder, ...product);
    expect(readdirSync(folder).sort()).toEqual(['esp32-app.bin', 'release.json']);
    const manifest: ReleaseManifest = JSON.parse(readFileSync(station.path('release', 'release.json'), 'utf8'));
    const rules: ReleaseManifest['identify'] = [...manifest.identify, { kind: 'string', value: 'Seed Radio' }];
    writeFileSync(station.path('release', 'release.json'), JSON.stringify({ ...manifest, identify: rules }));
    const path = station.path('fix.unstrand');
    expect((await station.run('pack', folder, '-o', path)).exit).toBe(0);
    const signed = station.path('signed.unstrand');
    await station.run('sign', path, '--key', await enrolVendor(station), '-o', signed);
    const { port } = plugInNew(await seed({ size }));
    expect((await station.run('recover', '--port', port, '--release', signed)).exit).toBe(0);
  });

  it('never overwrites a draft, nor a private key', async () => {
    const station = newStation();
    const draft = ['pack', ...idfBuild(station), '--draft', '-o', station.path('release'), ...product];
    expect((await station.run(...draft)).exit).toBe(0);
    const again = await station.json<Failed>(...draft);
    expect([again.exit, again.document.error.code]).toEqual([2, 'file.exists']);
    await station.run('keys', 'generate', station.path('vendor'));
    const key = readFileSync(station.path('vendor.private.pem'), 'utf8');
    expect((await station.run('keys', 'generate', station.path('vendor'))).exit).toBe(2);
    expect(readFileSync(station.path('vendor.private.pem'), 'utf8')).toBe(key);
  });

  it('needs what no build says, whole files, and a place to write to', async () => {
    const station = newStation();
    const path = station.path('fix.unstrand');
    const source = idfBuild(station);
    const nowhere = await station.json<Failed>('pack', ...source, '-o', '/nowhere/fix.unstrand', ...product);
    expect([nowhere.exit, nowhere.document.error.code]).toEqual([2, 'file.not-writable']);
    expect((await station.run('pack', ...source, '-o', path)).exit).toBe(2);
    writeFileSync(station.path('build', 'seed.bin'), app.subarray(0, 500));
    const cut = await station.json<Failed>('pack', ...source, '-o', path, ...product);
    expect([cut.exit, cut.document.error.code]).toEqual([2, 'release.import-failed']);
    writeFileSync(station.path('merged.bin'), mergedBytes());
    expect((await station.run('pack', station.path('merged.bin'), '-o', path, ...product)).exit).toBe(2);
  });
});

describe('keys', () => {
  it('are listed, enrolled once, and revoked by their first characters for good', async () => {
    const station = newStation();
    await enrolVendor(station);
    const listed = await station.json<{ keys: { id: string; name: string; revokedAt?: string }[] }>('keys', 'list');
    expect(listed.document.keys).toMatchObject([{ name: 'vendor' }]);
    const id = listed.document.keys[0]?.id ?? '';
    const enrol = ['keys', 'enroll', station.path('vendor.public.pem'), '--name', 'vendor'];
    expect((await station.json<Failed>(...enrol)).document.error.code).toBe('key.exists');
    expect((await station.run('keys', 'revoke', id.slice(0, 7))).exit).toBe(2);
    expect((await station.run('keys', 'revoke', id.slice(0, 8))).exit).toBe(0);
    expect((await station.run('keys', 'list')).stdout).toContain('revoked');
    expect((await station.json<Failed>(...enrol)).document.error.code).toBe('key.exists');
  });

  it('are taken in the one form that they have', async () => {
    const station = newStation();
    await enrolVendor(station);
    const privateKey = station.path('vendor.private.pem');
    const enrol = await station.json<Failed>('keys', 'enroll', privateKey, '--name', 'vendor');
    expect([enrol.exit, enrol.document.error.code]).toEqual([2, 'key.unreadable']);
    expect(enrol.stderr).not.toContain(readFileSync(privateKey, 'utf8').split('\n')[1]);
  });
});

describe('backup and restore', () => {
  it('bring a unit back to the byte, and save what they replace', async () => {
    const station = newStation();
    const { unit, port } = plugInNew(await seed({ size }));
    const flash = watchFlash(unit);
    const { document } = await station.json<{ backup: BackupInfo }>('backup', '--port', port);
    const { id } = document.backup;
    expect(flash.unchanged()).toBe(true);
    unit.flash.bytes.fill(0, 0x9000, 0x9800);
    unit.flash.bytes.fill(0, 0x10000, 0x10400);
    const refused = await station.json<Failed>('restore', id, '--port', port);
    expect([refused.exit, refused.document.error.code]).toEqual([3, 'engine.confirmation-needed']);
    const { hash = '' } = refused.document.error.params;
    expect(refused.stderr).toContain(hash);
    const wrong = await station.json<Failed>('restore', id, '--port', port, '--confirm', hash.replace(/./g, '0'));
    expect([wrong.exit, wrong.document.error.code]).toEqual([3, 'engine.confirmation-mismatch']);
    const restore = ['restore', id, '--port', port, '--confirm', hash];
    const restored = await station.json<{ outcome: RestoreOutcome }>(...restore);
    expect(restored.exit).toBe(0);
    expect(restored.document.outcome.backupId).toMatch(/^246f28aabb01-/);
    expect(Buffer.from(flash.before).equals(unit.flash.bytes)).toBe(true);
    const again = await station.json<{ outcome: RestoreOutcome }>(...restore);
    expect(again.document.outcome).toEqual({ bytesWritten: 0 });
  });

  it('give a unit nothing that came from another', async () => {
    const station = newStation();
    const { port } = plugInNew(await seed({ size }));
    const { document } = await station.json<{ backup: BackupInfo }>('backup', '--port', port);
    const other = plugInNew(await seedFactoryOnly({ size }));
    const flash = watchFlash(other.unit);
    const restore = ['restore', document.backup.id, '--port', other.port];
    const { hash = '' } = (await station.json<Failed>(...restore)).document.error.params;
    const { exit, document: failed } = await station.json<Failed>(...restore, '--confirm', hash);
    expect([exit, failed.error.code]).toEqual([3, 'backup.wrong-unit']);
    expect(flash.unchanged()).toBe(true);
    expect((await station.run('restore', 'no-such-backup', '--port', port)).exit).toBe(2);
  });

  it('hold no byte of the flash in the clear', async () => {
    const station = newStation();
    const { port } = plugInNew(await seedC3({ size }));
    await station.run('backup', '--port', port);
    const folder = station.path('home', 'data');
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files).not.toHaveLength(0);
    for (const { parentPath, name } of files) {
      const bytes = readFileSync(`${parentPath}/${name}`);
      expect(bytes.includes('correct horse battery'), name).toBe(false);
      expect(bytes.includes('AGE-SECRET-KEY'), name).toBe(false);
    }
  });
});

function idfBuild(station: Station): string[] {
  const args = {
    bootloader: { offset: '0x1000', file: 'bootloader/bootloader.bin', encrypted: 'false' },
    app: { offset: '0x10000', file: 'seed.bin', encrypted: 'false' },
    'partition-table': { offset: '0x8000', file: 'partition_table/partition-table.bin', encrypted: 'false' },
    extra_esptool_args: { after: 'hard_reset', before: 'default_reset', stub: true, chip: 'esp32' },
  };
  write(station, 'build/bootloader/bootloader.bin', bootloader);
  write(station, 'build/partition_table/partition-table.bin', table);
  write(station, 'build/seed.bin', app);
  return [write(station, 'build/flasher_args.json', JSON.stringify(args))];
}

function webToolsBuild(station: Station): string[] {
  const parts = [
    { path: 'bootloader.bin', offset: 0x1000 },
    { path: 'partitions.bin', offset: 0x8000 },
    { path: 'firmware.bin', offset: 0x10000 },
  ];
  const manifest = { name: 'Seed Radio', version: '2.0.0', builds: [{ chipFamily: 'ESP32', parts }] };
  write(station, 'web/bootloader.bin', bootloader);
  write(station, 'web/partitions.bin', table);
  write(station, 'web/firmware.bin', app);
  return [write(station, 'web/manifest.json', JSON.stringify(manifest))];
}

function mergedImage(station: Station): string[] {
  return [write(station, 'merged.bin', mergedBytes()), '--chip', 'ESP32'];
}

function mergedBytes(): Uint8Array {
  return composeFlash(
    0x20000,
    twoSlotParts('ESP32', app).filter(({ offset }) => offset < 0x20000),
  );
}

function write(station: Station, name: string, content: string | Uint8Array): string {
  const path = station.path(name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}
