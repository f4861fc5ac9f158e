import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Audit } from '../../electron/core/audit/audit.ts';
import type { TrustCalendar } from '../../electron/core/audit/horizon.ts';
import { encodePartitionTable } from '../../electron/core/formats/partition-table.ts';
import { buildApp } from '../../electron/sim/firmware/app.ts';
import { updateHost } from '../../electron/sim/firmware/pki.ts';
import { newSeedApp, oldSeedApp } from '../../electron/sim/units/seed-firmware.ts';
import { seedRelease } from '../../electron/sim/units/seed-release.ts';
import { shippedCatalogue } from '../support/catalogue.ts';
import { chainFile, newStation, type Station, unsignedRelease } from '../support/station.ts';
import { bigEndianBundle } from '../unit/formats/build-crt-bundle.ts';
import { twoOta } from '../unit/inspect/sample-unit.ts';

function firmware(station: Station, name: string, bytes: Uint8Array): string {
  const path = station.path(name);
  writeFileSync(path, bytes);
  return path;
}

const oldApp = (station: Station) => firmware(station, 'old.bin', oldSeedApp('ESP32', 'tiny'));
const newApp = (station: Station) => firmware(station, 'new.bin', newSeedApp('ESP32', 'tiny'));

/** A firmware that holds a bundle of these roots of the shipped catalogue. */
function bundleApp(station: Station, ...names: string[]): string {
  const roots = shippedCatalogue().authorities.filter(({ name }) => names.some((part) => name.text.includes(part)));
  const bundle = bigEndianBundle(roots.map(({ name, publicKey }) => [name.der, publicKey.der]));
  const texts = ['esp-x509-crt-bundle'];
  const descriptor = { version: '3.0.0', projectName: 'bundled', idfVersion: 'v4.4.8' };
  const app = buildApp({ chip: 'ESP32', descriptor, texts, certificates: [], files: [bundle], size: 'tiny', seed: 7 });
  return firmware(station, 'bundle.bin', app);
}

describe('unstrand audit', () => {
  it('ends with 1 for the seed firmware and with 0 for the new one', async () => {
    const station = newStation();
    const old = await station.run('audit', oldApp(station));
    expect([old.exit, old.stderr]).toEqual([1, '']);
    expect(old.stdout).toMatch(/CN=DST Root CA X3 .* ends on 2021-09-30/);
    const { exit, document } = await station.json<Audit>('audit', newApp(station), '--fail-before', '2031-01-01');
    expect([exit, document.schema, document.passes]).toEqual([0, 1, true]);
  });

  it('ends with 1 where the date asked for is beyond the last root, or the server is not accepted', async () => {
    const station = newStation();
    const app = newApp(station);
    expect((await station.run('audit', app, '--fail-before', '2041-01-01')).exit).toBe(1);
    const server = (chain: string) => ['--chain', chain, '--host', updateHost, '--dates', 'off'];
    expect((await station.run('audit', app, ...server(chainFile(station, 'moved')))).exit).toBe(0);
    const refused = await station.run('audit', oldApp(station), ...server(chainFile(station, 'moved')));
    expect(refused.exit).toBe(1);
    expect(refused.stdout).toContain('(stranded: no-path)');
  });

  it('takes the ends of roots in a bundle from the catalogue', async () => {
    const station = newStation();
    const app = bundleApp(station, 'Baltimore CyberTrust Root', 'ISRG Root X1');
    const { document } = await station.json<Audit>('audit', app);
    expect(document.anchors.map(({ until, distrust }) => [until?.date.slice(0, 10), distrust])).toEqual([
      ['2025-05-12', { date: '2025', cause: 'browsers' }],
      ['2035-06-04', { date: '2030-06-04', cause: 'root-program' }],
    ]);
    expect(document.horizon).toMatchObject({ kind: 'date', cause: 'authority-ends', source: 'catalogue' });
    const { stdout } = await station.run('audit', app);
    expect(stdout).toMatch(/Baltimore.* until 2025-05-12 by the catalogue, .*; browsers trust it no more from 2025\n/);
    expect(stdout).toMatch(/ISRG Root X1.* until 2035-06-04 by the catalogue, .* for websites until 2030-06-04/);
  });

  it('prints SARIF and nothing else on stdout', async () => {
    const station = newStation();
    const { exit, stdout } = await station.run('audit', oldApp(station), '--sarif');
    const { version, runs } = JSON.parse(stdout);
    expect([exit, version]).toEqual([1, '2.1.0']);
    expect(runs[0].results[0]).toMatchObject({ ruleId: 'expires-before', level: 'error' });
    expect(runs[0].results[0].message.text).toContain('2021-09-30');
    expect(runs[0].tool.driver.version).toMatch(/^\d+\.\d+\.\d+/);
  });

  it('names what is wrong with a file that is no firmware', async () => {
    const station = newStation();
    const noise = firmware(
      station,
      'noise.bin',
      new Uint8Array(5000).map((_, index) => (index * 7919) >> 3),
    );
    const { exit, document } = await station.json<{ error: { code: string } }>('audit', noise);
    expect([exit, document.error.code]).toEqual([1, 'format.not-a-firmware']);
    expect((await station.run('audit', '/nowhere/firmware.bin')).exit).toBe(2);
  });

  it('does not pass a damaged firmware, nor a partition table', async () => {
    const station = newStation();
    const damaged = newSeedApp('ESP32', 'tiny').map((byte, index) => (index === 300 ? byte ^ 1 : byte));
    const table = encodePartitionTable(twoOta, { md5: true });
    for (const bytes of [damaged, table]) {
      const path = firmware(station, 'file.bin', bytes);
      const { exit, document } = await station.json<{ error: { code: string } }>('audit', path);
      expect([exit, document.error.code]).toEqual([1, 'format.not-a-firmware']);
    }
  });

  it.each(['soon', '2031-02-30', '2031'])('does not take %s for a date', async (date) => {
    const station = newStation();
    expect((await station.run('audit', oldApp(station), '--fail-before', date)).exit).toBe(2);
  });
});

describe('unstrand trust horizon', () => {
  it('lists firmware and releases of a folder, the first to lose its update path first', async () => {
    const station = newStation();
    oldApp(station);
    newApp(station);
    unsignedRelease(station, seedRelease({ size: 'tiny' }));
    mkdirSync(station.path('more'));
    firmware(station, 'more/noise.bin', new Uint8Array(100));
    const args = ['trust', 'horizon', station.path()];
    const { exit, document } = await station.json<TrustCalendar>(...args, '--allow-unsigned');
    expect(exit).toBe(0);
    expect(document.entries[0]).toMatchObject({ file: 'old.bin', lost: true, horizon: { kind: 'date' } });
    expect(document.entries.slice(1).every(({ lost }) => !lost)).toBe(true);
    expect(document.entries.filter(({ member }) => member !== undefined)).not.toEqual([]);
    expect(document.skipped).toEqual([{ file: 'more/noise.bin', code: 'format.not-a-firmware' }]);
    const { stdout } = await station.run(...args);
    expect(stdout).toMatch(/2021-09-30 +old\.bin/);
    expect(stdout).toContain('release.unsigned');
  });

  it('writes a picture of the calendar', async () => {
    const station = newStation();
    oldApp(station);
    bundleApp(station, 'ISRG Root X1');
    const [folder, svg] = [station.path(), station.path('calendar.svg')];
    expect((await station.run('trust', 'horizon', folder, '--svg', svg)).exit).toBe(0);
    const picture = readFileSync(svg, 'utf8');
    expect(picture).toMatch(/^<svg /);
    expect(picture).toContain('>old.bin (1.4.2)</text>');
    expect(picture).toContain(': ended 2021-09-30: DST Root CA X3 (synthetic)</title>');
    expect(picture).toContain('>until 2035-06-04: ISRG Root X1</text>');
    const refused = await station.run('trust', 'horizon', folder, '--svg', station.path('nowhere', 'calendar.svg'));
    expect([refused.exit, refused.stdout]).toEqual([2, '']);
  });

  it('ends with 2 for a folder that is not there and with 1 for one without firmware', async () => {
    const station = newStation();
    expect((await station.run('trust', 'horizon', '/nowhere')).exit).toBe(2);
    expect((await station.run('trust', 'horizon', station.path())).exit).toBe(1);
  });
});
