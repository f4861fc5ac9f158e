import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorCatalogue } from '../../electron/core/errors/catalogue.ts';
import { updateHost } from '../../electron/sim/firmware/pki.ts';
import { trainingUnits } from '../../electron/sim/training/catalogue.ts';
import { radioUnits } from '../../electron/sim/training/radio-units.ts';
import type { DemoEdition, TrainingUnit } from '../../electron/sim/training/training-unit.ts';
import { chainFile, newStation, type Station, stationIn } from '../support/station.ts';

describe('unstrand sim', () => {
  it('lists every unit with its title and its lesson', async () => {
    const { exit, stdout, stderr } = await newStation().run('sim', 'list');
    expect([exit, stderr]).toEqual([0, '']);
    for (const { id } of [...trainingUnits, ...radioUnits]) expect(stdout).toContain(id);
    expect(stdout).toContain('Training: this unit is simulated.');
    const { document } = await newStation().json<{ units: { id: string; title: string; lesson: string }[] }>(
      ...['sim', 'list'],
    );
    expect(document.units.map(({ id }) => id)).toEqual(trainingUnits.map(({ id }) => id));
    expect(document.units.filter(({ title, lesson }) => `${title}${lesson}`.includes('training:'))).toEqual([]);
  });

  it.each([
    ['no such unit', 'no-such-unit', 'port.not-found'],
    ['a cable that carries power only', 'wrong-cable', 'port.not-found'],
    ['a port that another program holds', 'port-busy', 'port.busy'],
  ])('starts nothing that cannot be reached: %s', async (_, id, code) => {
    const { exit, document } = await newStation().json<{ error: { code: string } }>('sim', 'start', id);
    expect([exit, document.error.code]).toEqual([4, code]);
  });

  it.each([
    ['ble-seed', [], 'ble-seed', /^tcp-client:127\.0\.0\.1:\d+$/],
    ['seed', ['--link', 'softap'], 'softap-seed', /^http:\/\/127\.0\.0\.1:\d+$/],
  ])('starts a unit without a cable: %s', async (name, more, unit, url) => {
    const signal = AbortSignal.abort();
    const { exit, stdout } = await newStation().runIn({ signal }, 'sim', 'start', name, ...more, '--json');
    const credentials = { pop: 'abcd1234', username: 'wifiprov' };
    expect([exit, JSON.parse(stdout)]).toEqual([
      0,
      { schema: 1, unit, url: expect.stringMatching(url), ...credentials },
    ]);
  });

  it.each([
    ['arduino', 'ble'],
    ['ble-seed', 'tcp'],
    ['ble-seed', 'softap'],
  ])('has no %s over %s', async (name, link) => {
    const { exit, document } = await newStation().json<{ error: { code: string } }>(
      'sim',
      'start',
      name,
      '--link',
      link,
    );
    expect([exit, document.error.code]).toEqual([4, 'port.not-found']);
  });

  it.each([
    ['with the word', ['sim', 'start', 'arduino']],
    ['without it, as ever', ['sim', 'arduino']],
  ])('starts a unit %s', async (_, args) => {
    const signal = AbortSignal.abort();
    const { exit, stdout } = await newStation().runIn({ signal }, ...args, '--json');
    expect([exit, JSON.parse(stdout)]).toEqual([
      0,
      { schema: 1, unit: 'arduino', url: expect.stringMatching(/^rfc2217:/) },
    ]);
  });
});

describe.concurrent('recover --port sim:ID ends as the catalogue says', { timeout: 180_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'unstrand-sim-'));
  const releases: Record<DemoEdition, string> = { current: join(folder, 'demo'), older: join(folder, 'older') };
  let station: Station;
  let server: readonly string[];

  beforeAll(async () => {
    station = stationIn(folder);
    for (const [edition, path] of Object.entries(releases)) {
      expect((await station.run('sim', 'release', path, '--edition', edition)).exit).toBe(0);
      expect((await station.run('keys', 'enroll', `${path}.public.pem`, '--name', edition)).exit).toBe(0);
    }
    server = ['--chain', chainFile(station, 'moved'), '--host', updateHost];
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.for(trainingUnits.map((unit) => [unit.id, unit] as const))('%s', async ([id, unit]) => {
    const args = ['recover', '--port', `sim:${id}`, '--release', releases[unit.release], ...server, '--no-backup'];
    const { exit, document } = await station.json<Document>(...args);
    expect({ exit, ending: endingOf(document) }).toEqual({ exit: expectedExit(unit), ending: unit.ending });
  });
});

interface Document {
  readonly refusals?: readonly { readonly code: string }[];
  readonly plan?: unknown;
  readonly report?: { readonly outcome: string; readonly error?: { readonly code: string } };
  readonly error?: { readonly code: string };
}

function endingOf({ refusals, plan, report, error }: Document) {
  if (refusals !== undefined) return { kind: 'refused', codes: refusals.map(({ code }) => code) };
  if (report !== undefined) {
    return { kind: 'ran', outcome: report.outcome, ...(report.error && { code: report.error.code }) };
  }
  return plan === undefined ? { kind: 'stopped', code: error?.code } : { kind: 'unconfirmed' };
}

/** DESIGN §9: what was thrown or broke a job off has its own exit code, a job that ran to its end goes by what came of it. */
function expectedExit({ ending }: TrainingUnit): number {
  if (ending.kind === 'refused' || ending.kind === 'unconfirmed') return 3;
  if (ending.kind === 'stopped') return errorCatalogue[ending.code].exit;
  if (ending.outcome === 'failed' && ending.code !== undefined) return errorCatalogue[ending.code].exit;
  return ending.outcome === 'recovered' ? 0 : 1;
}
