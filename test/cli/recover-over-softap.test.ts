import { createPublicKey } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemRandom } from '../../electron/adapters/machine.ts';
import { sha256Hex } from '../../electron/core/bytes/digest.ts';
import type { Report } from '../../electron/core/engine/report.ts';
import type { RecoveryPlan } from '../../electron/core/plan/plan.ts';
import type { ProvisioningProfile } from '../../electron/core/release/provisioning-profile.ts';
import type { Verdict } from '../../electron/core/trust/verdict.ts';
import { syntheticPki } from '../../electron/sim/firmware/pki.ts';
import { type SoftApServerOptions, serveSoftAp } from '../../electron/sim/links/softap-server.ts';
import type { EndpointServer } from '../../electron/sim/provisioning/in-process-transport.ts';
import type { RecoveryUnitOptions } from '../../electron/sim/provisioning/recovery/recovery-unit.ts';
import { seedRelease, type UnsignedRelease } from '../../electron/sim/units/seed-release.ts';
import { firmware, recoveryBench, runningVersion } from '../sim/provisioning/recovery-bench.ts';
import { chainFile, enrolVendor, newStation, readText, type Station, signedRelease } from '../support/station.ts';
import { echoDevice } from '../unit/provisioning/bench.ts';

const pop = 'planted-secret-code';
/** The code, and what the unit knows of its network. */
const secrets = [pop, 'correct horse battery'];
const usual = { security: 1, patch: 0, proofOfPossession: true } as const;
const strong = { security: 2, patch: 1, proofOfPossession: true, username: 'wifiprov' } as const;

/** Version 2.0.0 for units that run 1.4.2, with a root that the new chain of the server ends at. */
function release(provisioning?: ProvisioningProfile): UnsignedRelease {
  const image = firmware('2.0.0', 'ESP32', { certificates: [syntheticPki().newRoot] });
  const { manifest } = seedRelease({ size: 'tiny' });
  const file = 'esp32-app.bin';
  const app = {
    chip: 'ESP32',
    role: 'app',
    file,
    size: image.length,
    sha256: sha256Hex(image),
    bootloaders: [],
  } as const;
  return {
    manifest: {
      ...manifest,
      version: '2.0.0',
      images: [{ ...app, recovery: { build: 6 } }],
      knownReleases: [{ version: '1.4.2', images: [], anchors: [] }],
      provisioning,
    },
    files: new Map([[file, image]]),
  };
}

interface Scene {
  readonly unit?: Partial<RecoveryUnitOptions>;
  readonly provisioning?: ProvisioningProfile;
  readonly httpSession?: SoftApServerOptions['httpSession'];
  /** Called before each request to the endpoint that takes firmware. */
  readonly onFirmwareRequest?: (count: number) => void;
}

/** A station whose vendor's key the unit knows, and the unit behind its own access point. */
async function scene({ unit: options, provisioning, httpSession, onFirmwareRequest }: Scene = {}) {
  const station = newStation();
  const key = await enrolVendor(station);
  const publicKey = createPublicKey(readText(`${station.path('vendor')}.public.pem`));
  const spki = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }));
  const settings = { maxData: 2048, maxMessage: 3000 };
  const bench = recoveryBench({ manifestKeys: [spki], pop, settings, ...options });
  let count = 0;
  const server: EndpointServer = {
    resetLink: () => bench.unit.resetLink(),
    handle: (endpoint, request) => {
      if (endpoint === 'rcv-fw') onFirmwareRequest?.(++count);
      return bench.unit.handle(endpoint, request);
    },
  };
  const path = await signedRelease(station, release(provisioning), key);
  return { station, bench, path, url: await serve(server, httpSession) };
}

async function serve(server: EndpointServer, httpSession?: SoftApServerOptions['httpSession']): Promise<string> {
  const served = await serveSoftAp(server, { random: systemRandom, ...(httpSession && { httpSession }) });
  onTestFinished(() => served.close());
  return served.url;
}

/** Every file that the station keeps. */
function filesOf(station: Station): string[] {
  const home = station.path('home');
  return readdirSync(home, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
}

interface JobDocument {
  readonly report: Report;
  readonly reportPath: string;
}

describe.each([
  ['cookie', 1],
  ['cookie', 2],
  ['socket', 1],
  ['socket', 2],
] as const)('a unit behind its own access point, sessions by %s, security %i', (httpSession, security) => {
  it('is read, judged, planned for, recovered and recorded, and its code is kept nowhere', async () => {
    const { station, bench, path, url } = await scene({ unit: { security }, httpSession, provisioning: usual });
    const source = ['--softap', url, '--pop', pop, '--username', 'wifiprov'];
    const chain = ['--chain', chainFile(station, 'newOnly')];
    const facts = await station.json('inspect', ...source, '--release', path);
    expect(facts).toMatchObject({ exit: 0, document: { channel: 'softap', product: { id: { value: 'seed-radio' } } } });
    const verdict = await station.json('judge', ...source, ...chain);
    expect(verdict).toMatchObject({ exit: 1, document: { status: 'stranded' } });
    const plan = await station.json<RecoveryPlan>('plan', ...source, '--release', path);
    expect(plan).toMatchObject({ exit: 0, document: { over: 'recovery-endpoints', confirmations: [] } });
    expect(plan.document.steps.map(({ kind }) => kind)).toEqual(['transfer', 'activate', 'report', 'confirm']);
    const job = await station.json<JobDocument>('recover', ...source, '--release', path, ...chain);
    expect(plan.stderr).toMatch(/usually takes \d+ s over a cable, \d+ s over the unit's Wi-Fi, \d+ s over Bluetooth/);
    expect(job.stderr).toContain('REACHABLE');
    expect(job).toMatchObject({ exit: 0, document: { report: { outcome: 'recovered', unitState: 'new-boots' } } });
    expect(job.document.report.planHash).toBe(plan.document.hash);
    expect(runningVersion(bench)).toBe('2.0.0');
    expect((await station.run('records', 'verify')).exit).toBe(0);
    for (const file of filesOf(station)) {
      for (const secret of secrets) expect(readFileSync(file).includes(secret), file).toBe(false);
    }
    expect(job.stderr + JSON.stringify(job.document)).not.toContain(pop);
  });
});

describe('a unit behind its own access point', () => {
  it('is judged by its own receive buffer later on too, from its facts alone', async () => {
    const { station, url } = await scene({
      unit: { settings: { maxData: 2048, maxMessage: 3000, tlsInputLength: 512 } },
    });
    const facts = await station.run('inspect', '--softap', url, '--pop', pop, '--json');
    const path = station.path('facts.json');
    writeFileSync(path, facts.stdout);
    const chain = ['--chain', chainFile(station, 'newOnly')];
    const [then, later] = [
      await station.json<Verdict>('judge', '--softap', url, '--pop', pop, ...chain),
      await station.json<Verdict>('judge', '--facts', path, ...chain),
    ];
    expect(later.document.reasons).toEqual(then.document.reasons);
    expect(later.document.reasons.map(({ code }) => code)).toContain('message-too-large');
  });

  it('shows how far a transfer is, with rate and remaining time, where somebody looks', async () => {
    const { station, path, url } = await scene();
    const args = ['recover', '--softap', url, '--release', path];
    const { exit, stdout, stderr } = await station.runIn({ terminal: true, env: { UNSTRAND_POP: pop } }, ...args);
    expect(exit).toBe(0);
    expect(stderr).toMatch(/KiB\/s/);
    expect(stdout).toContain('2.0.0');
    expect(stdout + stderr).not.toContain(pop);
  });

  it('is left alone where its code is wrong', async () => {
    const { station, bench, path, url } = await scene();
    const wrong = await station.run('recover', '--softap', url, '--pop', 'wrong', '--release', path);
    expect(wrong.exit).toBe(3);
    expect(wrong.stderr).toContain('code from the label is wrong');
    expect(runningVersion(bench)).toBe('1.4.2');
  });

  it('takes its code from what its label says', async () => {
    const { station, url } = await scene();
    const qr = JSON.stringify({ ver: 'v1', name: 'PROV_1', pop, transport: 'softap' });
    expect((await station.run('inspect', '--softap', url, '--qr', qr)).exit).toBe(0);
    const broken = await station.run('inspect', '--softap', url, '--qr', qr.slice(1));
    expect(broken.exit).toBe(2);
    expect(broken.stderr).not.toContain(pop);
  });

  it('is refused where it offers less than its product has, unless somebody answers for it in the record', async () => {
    const { station, bench, path, url } = await scene({ provisioning: strong });
    const args = ['recover', '--softap', url, '--pop', pop, '--release', path];
    const refused = await station.run(...args);
    expect(refused.exit).toBe(3);
    expect(refused.stderr).toContain('security 1');
    expect(runningVersion(bench)).toBe('1.4.2');
    const allowed = await station.json<JobDocument>(...args, '--allow-downgrade');
    expect(allowed.exit).toBe(0);
    expect(runningVersion(bench)).toBe('2.0.0');
    const records = filesOf(station)
      .filter((file) => file.endsWith('chain.jsonl'))
      .map(readText)
      .join('');
    expect(records).toContain('"downgrade":{"offered":"1","required":"2.1"}');
    expect(readText(allowed.document.reportPath)).toContain('1 instead of 2.1');
  });

  it('is finished later where its transfer was cut off', async () => {
    const cut = new AbortController();
    const { station, bench, path, url } = await scene({ onFirmwareRequest: (count) => count === 10 && cut.abort() });
    const source = ['--softap', url, '--pop', pop];
    const first = await station.runIn({ signal: cut.signal }, 'recover', ...source, '--release', path);
    expect(first.exit).not.toBe(0);
    expect(runningVersion(bench)).toBe('1.4.2');
    const resumed = await station.json<JobDocument>('resume', ...source);
    expect(resumed).toMatchObject({ exit: 0, document: { report: { unitState: 'new-boots' } } });
    expect(runningVersion(bench)).toBe('2.0.0');
    expect((await station.run('records', 'verify')).exit).toBe(0);
    expect((await station.run('resume', ...source)).exit).not.toBe(0);
  });

  it('is not recovered where its firmware has no way in, and that is said with what helps', async () => {
    const { station, path } = await scene();
    const labels = () => [{ label: 'seed-radio', version: '1.4.2', capabilities: [] }];
    const url = await serve(echoDevice({ security: 1, pop, labels }));
    const source = ['--softap', url, '--release', path];
    const facts = await station.run('inspect', ...source);
    expect(facts.exit).toBe(0);
    expect(facts.stdout).toContain('Looked up in the releases, not read');
    const plan = await station.json('plan', ...source);
    expect(plan).toMatchObject({ exit: 3, document: { refusals: [{ code: 'plan.no-recovery-endpoints' }] } });
    const recover = await station.run('recover', ...source);
    expect(recover.exit).toBe(3);
    expect(recover.stdout).toContain('cable');
  });
});
