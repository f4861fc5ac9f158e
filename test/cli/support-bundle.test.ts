import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../electron/core/bytes/digest.ts';
import type { BundleEntry } from '../../electron/core/support/bundle.ts';
import { buildApp } from '../../electron/sim/firmware/app.ts';
import type { BehaviourLine } from '../../electron/sim/firmware/behaviour.ts';
import { encodeNvs } from '../../electron/sim/firmware/nvs.ts';
import { syntheticPki } from '../../electron/sim/firmware/pki.ts';
import { seed, twoSlotParts } from '../../electron/sim/units/seed.ts';
import { newBootLines, newVersion } from '../../electron/sim/units/seed-firmware.ts';
import { offsetOf, twoSlotTable, wifiCredentials } from '../../electron/sim/units/seed-layout.ts';
import { seedRelease, type UnsignedRelease } from '../../electron/sim/units/seed-release.ts';
import { composeFlash, type SimUnit } from '../../electron/sim/units/sim-unit.ts';
import { formsFound } from '../support/secret-forms.ts';
import { chainFile, enrolVendor, newStation, plugInNew, type Station, signedRelease } from '../support/station.ts';

const size = 'tiny';
/** Told apart, so that a leak names its source. */
const secrets = {
  wifiPassword: 'hunter2-nvs-Qm8vXz',
  urlPassword: 'hunter3-url-Tk5wLp',
  urlKey: 'hunter4-key-Rb7yNd',
  logPassword: 'hunter5-log-Gc6uFs',
  logUrl: 'hunter6-get-Hj9eWa',
  workOrder: 'hunter7-order-Vx2iZo',
};

interface Made {
  readonly entries: readonly BundleEntry[];
  readonly path?: string;
}

describe('support bundle', () => {
  it('holds what support needs, and no secret of unit, firmware or log in any byte', async () => {
    const station = await recovered();
    const out = station.path('support.zip');
    const { exit, document } = await station.json<Made>('support-bundle', '--last', '--out', out, '--yes');
    expect([exit, document.path]).toEqual([0, out]);
    const zip = readFileSync(out);
    const files = unzipSync(zip);
    expect(Object.keys(files)).toEqual([
      'manifest.json',
      'facts.json',
      'journal.jsonl',
      'wire-log.jsonl',
      'boot-log.txt',
      'report.json',
    ]);
    expectNothing(zip, 'the zip itself');
    for (const [name, bytes] of Object.entries(files)) expectNothing(bytes, name);
    expectShown(document.entries, files);
    expect(text(files, 'boot-log.txt')).toContain('wifi: password: [redacted]');
    expect(text(files, 'facts.json')).toContain('https://fw.example.com/radio/');
    expect(text(files, 'facts.json')).toContain(syntheticRootBase64());
  });

  it('holds a wire log of opcodes, lengths, times and results', async () => {
    const station = await recovered();
    const { document } = await station.json<Made>('support-bundle');
    const log = document.entries.find(({ name }) => name === 'wire-log.jsonl')?.text ?? '';
    const lines = log
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const commands = lines.filter(({ opcode }) => opcode !== undefined);
    expect(commands.length).toBeGreaterThan(10);
    for (const command of commands) {
      expect(Object.keys(command).sort()).toEqual(
        ['durationMs', 'opcode', 'replyBytes', 'requestBytes', 'result', 'timeMs'].sort(),
      );
    }
    expect(lines).toContainEqual({ step: 0, kind: 'backup', state: 'started' });
    expect(lines.at(-1)).toEqual({ job: 'recovered', unitState: 'new-boots' });
  });

  it('is shown before it is saved, and never replaces a file', async () => {
    const station = await recovered();
    const out = station.path('support.zip');
    const shown = await station.run('support-bundle', '--out', out, '--show');
    expect(shown.exit).toBe(3);
    expect(shown.stdout).toContain('--- journal.jsonl');
    expect(shown.stdout).toContain('add --yes');
    expect(existsSync(out)).toBe(false);
    expect((await station.run('support-bundle', '--out', out, '--yes')).exit).toBe(0);
    expect((await station.run('support-bundle', '--out', out, '--yes')).exit).toBe(2);
  });

  it('is only made of a job that there is', async () => {
    const station = newStation();
    for (const choice of [['--last'], ['--journal', '../secrets/station'], ['--journal', 'no-such-job']]) {
      const { exit, document } = await station.json<{ error: { code: string } }>('support-bundle', ...choice);
      expect([exit, document.error.code]).toEqual([2, 'support.no-job']);
    }
  });

  it('tells of a job that broke off, with the support code of its failure', async () => {
    const station = newStation();
    const { unit, port } = plugInNew(await seed());
    const release = await signedRelease(station, seedRelease(), await enrolVendor(station));
    unit.faults.toChip.add({ kind: 'pull', after: 300_000 });
    const { stdout } = await station.run('recover', '--port', port, '--release', release);
    const { document } = await station.json<Made>('support-bundle');
    const manifest = document.entries.find(({ name }) => name === 'manifest.json')?.text ?? '';
    expect(stdout).toContain(`Support code ${JSON.parse(manifest).supportCode}`);
    const wire = document.entries.find(({ name }) => name === 'wire-log.jsonl')?.text ?? '';
    expect(wire.trimEnd().split('\n').at(-1)).toContain('"job":"failed"');
  });
});

it('leaves no secret in anything else that a job keeps: journal, records, report, wire log, backup', async () => {
  const station = await recovered();
  const home = station.path('home', 'data');
  const files = readdirSync(home, { recursive: true, encoding: 'utf8' }).filter((name) => /\.\w+$/.test(name));
  for (const folder of ['journal', 'records', 'reports', 'wire', 'backups']) {
    expect(
      files.some((name) => name.startsWith(folder)),
      folder,
    ).toBe(true);
  }
  for (const name of files) {
    const bytes = readFileSync(join(home, name));
    for (const [what, secret] of Object.entries(secrets)) {
      const isNamedByOperator = what === 'workOrder' && /^(?:jobs|records|reports)/.test(name);
      if (!isNamedByOperator) expect(formsFound(bytes, secret), `${what} in ${name}`).toEqual([]);
    }
  }
});

/** A station where a unit full of secrets has been recovered, as a person does it. */
async function recovered(): Promise<Station> {
  const station = newStation();
  const unit = await tellingUnit();
  const { port, unit: running } = plugInNew(unit);
  for (const secret of [secrets.wifiPassword, secrets.urlPassword, secrets.urlKey]) {
    expect(formsFound(unit.flash, secret)).toContain('plain');
  }
  const release = await signedRelease(station, tellingRelease(), await enrolVendor(station));
  const { exit, stdout, stderr } = await station.run(
    ...['recover', '--port', port, '--release', release, '--chain', chainFile(station, 'moved')],
    ...['--work-order', secrets.workOrder],
  );
  expect([exit, stderr]).toEqual([0, '']);
  expect(stdout).toContain('RECOVERED');
  expect(formsFound(running.flash.bytes, secrets.logPassword)).toContain('plain');
  return station;
}

function expectNothing(bytes: Uint8Array, where: string): void {
  for (const [what, secret] of Object.entries(secrets)) {
    expect(formsFound(bytes, secret), `${what} in ${where}`).toEqual([]);
  }
}

/** What is shown is what is saved, byte by byte. */
function expectShown(entries: readonly BundleEntry[], files: Readonly<Record<string, Uint8Array>>): void {
  expect(entries.map(({ name }) => name)).toEqual(Object.keys(files));
  for (const entry of entries) {
    const bytes = files[entry.name] ?? new Uint8Array();
    expect(entry.size).toBe(bytes.length);
    expect(entry.text).toBe(new TextDecoder().decode(bytes));
  }
}

function text(files: Readonly<Record<string, Uint8Array>>, name: string): string {
  return new TextDecoder().decode(files[name]);
}

function syntheticRootBase64(): string {
  const [, ...lines] = syntheticPki().oldRoot.split('\n');
  return lines.slice(0, 5).join('');
}

const expectations = { kind: 'app', nvs: { formatVersion: 2, encrypted: false }, wearLevelling: 2 } as const;

/** The typical unit, with a Wi-Fi password in NVS and credentials in the URLs of its firmware. */
async function tellingUnit(): Promise<SimUnit> {
  const app = buildApp({
    chip: 'ESP32',
    texts: [
      'Seed Radio',
      'firmware version 1.4.2',
      `https://radio:${secrets.urlPassword}@fw.example.com/radio/latest.bin?key=${secrets.urlKey}#${secrets.urlKey}`,
    ],
    certificates: [syntheticPki().oldRoot],
    behaviour: { ...expectations, lines: [] },
    size,
    seed: 1,
  });
  const nvs = encodeNvs(wifiCredentials('Home Network', secrets.wifiPassword), { formatVersion: 2, size: 0x4000 });
  const parts = twoSlotParts('ESP32', app).filter(({ offset }) => offset !== offsetOf(twoSlotTable, 'nvs'));
  const flash = composeFlash(0x400000, [...parts, { offset: offsetOf(twoSlotTable, 'nvs'), bytes: nvs }]);
  return { ...(await seed({ size })), name: 'telling', flash };
}

/** The release for it, whose firmware says more than it should when it starts. */
function tellingRelease(): UnsignedRelease {
  const { newRoot, foreignRoot } = syntheticPki();
  const app = buildApp({
    chip: 'ESP32',
    descriptor: { version: newVersion, projectName: 'seed-radio', idfVersion: 'v4.4.8' },
    texts: ['Seed Radio', `firmware version ${newVersion}`],
    certificates: [newRoot, foreignRoot],
    behaviour: { ...expectations, lines: tellingLines(), confirms: true },
    size,
    seed: 2,
  });
  return withApp(seedRelease({ size }), app);
}

function tellingLines(): BehaviourLine[] {
  const line = (afterMs: number, tag: string, text: string) => ({ afterMs, level: 'I', tag, text }) as const;
  return [
    line(100, 'wifi', `password: ${secrets.logPassword}`),
    line(101, 'RADIO', `connecting to ssid "Home" pwd=${secrets.logPassword} channel 6`),
    line(102, 'OTA', `GET https://radio:${secrets.logUrl}@fw.example.com/latest.bin?key=${secrets.logUrl}`),
    line(103, 'HTTP', `GET /radio/latest.bin?key=${secrets.logUrl} HTTP/1.1`),
    line(104, 'MQTT', `radio:${secrets.logUrl}@broker.example.com`),
    line(120, 'RADIO', newBootLines[1]),
  ];
}

/** The release with this app in place of its own for the ESP32, and nothing for other chips. */
function withApp({ manifest }: UnsignedRelease, app: Uint8Array): UnsignedRelease {
  const images = manifest.images
    .filter(({ chip }) => chip === 'ESP32')
    .map((image) => ({ ...image, size: app.length, sha256: sha256Hex(app) }));
  const files = new Map(images.map(({ file }) => [file, app]));
  return { manifest: { ...manifest, images, knownReleases: [] }, files };
}
