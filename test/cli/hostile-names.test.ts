import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { UnitFacts } from '../../electron/core/inspect/facts.ts';
import { buildApp } from '../../electron/sim/firmware/app.ts';
import { encodePem, issueCertificate } from '../../electron/sim/firmware/certificate.ts';
import { seededRsaKey } from '../../electron/sim/firmware/rsa-keys.ts';
import { seed, seedFactoryOnly, twoSlotParts } from '../../electron/sim/units/seed.ts';
import { tablePart, twoSlotTable } from '../../electron/sim/units/seed-layout.ts';
import { seedRelease, type UnsignedRelease } from '../../electron/sim/units/seed-release.ts';
import { composeFlash, type SimUnit } from '../../electron/sim/units/sim-unit.ts';
import { chainFile, enrolVendor, newStation, plugInNew, type Station, signedRelease } from '../support/station.ts';

const size = 'tiny';

/** Everything that could move a cursor, change a colour or hide text, but for the line feeds between lines. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const harmful = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;

/** Clears the screen, changes the title, turns writing around, hides, and goes back over the line. */
const attack = '\u001b[2J\u001b]0;x\u0007\u009b1A\u202e\u2066\u200b\r\b';

describe('names that others chose', () => {
  it('reach no terminal as they are: labels, versions, subjects, boot logs of a unit', async () => {
    const station = newStation();
    const { port } = plugInNew(await hostileUnit());
    const release = await signedRelease(station, hostileRelease(), await enrolVendor(station));
    expect((await station.run('inspect', '--port', port)).stdout).toContain('sto\\u202eegar');
    expect((await station.run('boot-log', '--port', port, '--seconds', '1')).stdout).toContain('APP: \\x1b]0;x');
    for (const command of [
      ['inspect'],
      ['inspect', '--release', release],
      ['judge', '--chain', chainFile(station, 'moved')],
      ['plan', '--release', release],
      ['recover', '--release', release],
      ['boot-log', '--seconds', '1'],
    ]) {
      await expectHarmless(station, [...command, '--port', port]);
    }
  });

  it('reach no terminal as they are: any text of a facts file', async () => {
    const station = newStation();
    const release = await signedRelease(station, seedRelease({ size }), await enrolVendor(station));
    const { port } = plugInNew(await seedFactoryOnly({ size }));
    const { document } = await station.json<UnitFacts>('inspect', '--port', port, '--release', release);
    const path = station.path('facts.json');
    const variants = withOneTextReplaced(document, (text) => text.slice(0, 8) + attack);
    expect(variants.length).toBeGreaterThan(50);
    for (const variant of variants) {
      writeFileSync(path, JSON.stringify(variant));
      await expectHarmless(station, ['inspect', '--facts', path]);
      await expectHarmless(station, ['judge', '--facts', path, '--chain', chainFile(station, 'moved')]);
      await expectHarmless(station, ['plan', '--facts', path, '--release', release]);
    }
  });

  it('reach no terminal as they are: what a server presents, files and keys', async () => {
    const station = newStation();
    const { port } = plugInNew(await seed({ size }));
    writeFileSync(station.path('hostile.pem'), hostileCertificate());
    await expectHarmless(station, ['judge', '--port', port, '--chain', station.path('hostile.pem')]);
    await expectHarmless(station, ['verify', `/nowhere/${attack}.unstrand`]);
    await expectHarmless(station, ['inspect', '--port', `sim:${attack}`]);
    await enrolVendor(station);
    const enrol = ['keys', 'enroll', station.path('vendor.public.pem'), '--name', attack];
    await expectHarmless(station, enrol);
    writeFileSync(station.path('device.log'), `Brownout detector was triggered ${attack}\n`);
    await expectHarmless(station, ['explain', station.path('device.log')]);
  });

  it('stay what they are in a document', async () => {
    const { port } = plugInNew(await hostileUnit());
    const { document } = await newStation().json<UnitFacts>('inspect', '--port', port);
    expect(document.trust.anchors.map(({ subject }) => subject).join()).toContain('Evil');
    expect(document.slots[0]?.versions.map(({ version }) => version).join()).toContain('1.4.2');
  });
});

async function expectHarmless(station: Station, command: readonly string[]): Promise<void> {
  for (const json of [[], ['--json']]) {
    const { exit, stdout, stderr } = await station.run(...command, ...json);
    expect(exit, stderr).not.toBe(5);
    expect(stdout, command.join(' ')).not.toMatch(harmful);
    expect(stderr, command.join(' ')).not.toMatch(harmful);
  }
}

/** Once for each text in it: the same value with that text replaced. */
function withOneTextReplaced(value: unknown, change: (text: string) => string): unknown[] {
  if (typeof value === 'string') return [change(value)];
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => withOneTextReplaced(item, change).map((other) => value.with(index, other)));
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    withOneTextReplaced(item, change).map((other) => ({ ...value, [key]: other })),
  );
}

function hostileCertificate(): string {
  const subject = { commonName: `Evil ${attack} Root`, key: seededRsaKey('evil', 2048) };
  const [notBefore, notAfter] = [new Date('2020-01-01'), new Date('2035-01-01')];
  return encodePem(issueCertificate(subject, subject, { serial: 1, notBefore, notAfter, usage: 'authority' }));
}

/** A unit whose firmware, table and console want to trick whoever reads them. */
async function hostileUnit(): Promise<SimUnit> {
  const app = buildApp({
    chip: 'ESP32',
    descriptor: { version: '1.4.2\u202e', projectName: 'seed\u2066', idfVersion: 'v4.4\u200b' },
    texts: [`https://fw.example.com/${attack}`, 'Seed Radio'],
    certificates: [hostileCertificate()],
    behaviour: {
      kind: 'app',
      nvs: { formatVersion: 2, encrypted: false },
      lines: [{ afterMs: 1, level: 'I', tag: 'APP', text: attack }],
    },
    size,
    seed: 1,
  });
  const table = twoSlotTable.map((entry) => (entry.label === 'storage' ? { ...entry, label: 'sto\u202eegar' } : entry));
  const flash = composeFlash(0x400000, [...twoSlotParts('ESP32', app), tablePart(table)]);
  return { ...(await seed({ size })), name: 'hostile', flash };
}

function hostileRelease(): UnsignedRelease {
  const { manifest, files } = seedRelease({ size });
  return { manifest: { ...manifest, identify: [{ kind: 'string', value: 'Seed Radio' }] }, files };
}
