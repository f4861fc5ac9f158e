import { spawn } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { systemRandom } from '../../electron/adapters/machine.ts';
import { sha256Hex } from '../../electron/core/bytes/digest.ts';
import type { UnitFacts } from '../../electron/core/inspect/facts.ts';
import { listen } from '../../electron/sim/links/listen.ts';
import { serveSoftAp } from '../../electron/sim/links/softap-server.ts';
import { HandlerFailure } from '../../electron/sim/provisioning/handler-failure.ts';
import type { EndpointServer } from '../../electron/sim/provisioning/in-process-transport.ts';
import { protoVerText } from '../../electron/sim/provisioning/proto-ver.ts';
import { seedRelease } from '../../electron/sim/units/seed-release.ts';
import { firmware, pop, recoveryBench, runningVersion } from '../sim/provisioning/recovery-bench.ts';
import { describeOnLinux } from '../support/describe-on-linux.ts';
import { formsFound } from '../support/secret-forms.ts';
import { enrolVendor, newStation, readText, type Station, signedRelease } from '../support/station.ts';
import { type FakeTools, fakeTools } from '../support/wifi/tools-on-path.ts';

const password = 'uncommon-pass-4711';
const marker = (station: Station) => station.path('home', 'data', 'wifi', 'restore.json');

async function unitUrl(): Promise<string> {
  const { unit } = recoveryBench({ settings: { maxData: 2048, maxMessage: 3000 } });
  const server = await serveSoftAp(unit, { random: systemRandom });
  onTestFinished(() => server.close());
  return server.url;
}

/** For command lines that run in this very process. */
function onPath(tools: FakeTools): void {
  for (const [name, value] of Object.entries(tools.env)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
}

// The fake stands for the tool of Linux; the other systems' are tested by their words in test/unit/wifi.
describeOnLinux('--join', () => {
  it('reads a unit in its own network, and is back in the one from before', async () => {
    const [station, tools] = [newStation(), fakeTools()];
    onPath(tools);
    const args = ['inspect', '--join', '--ask', '--softap', await unitUrl(), '--pop', pop, '--json'];
    const { exit, stdout, stderr } = await station.runIn({ env: { UNSTRAND_WIFI_PASSWORD: password } }, ...args);
    expect(exit).toBe(0);
    const facts: UnitFacts = JSON.parse(stdout);
    expect(facts.channel).toBe('softap');
    expect(tools.current()).toBe('home');
    const added = tools.calls().find(([, verb]) => verb === 'add');
    expect(added).toContain('--ask');
    expect(existsSync(marker(station))).toBe(false);
    expect(secretIn(station, stdout + stderr + JSON.stringify(tools.calls()))).toEqual([]);
  });

  it('goes back also where no unit answers, or the work fails', async () => {
    const [station, tools] = [newStation(), fakeTools()];
    onPath(tools);
    const none = await station.run('inspect', '--join', 'PROV', '--softap', 'http://127.0.0.1:1');
    expect([none.exit, none.stderr]).toEqual([4, expect.stringContaining('wifi.not-a-unit')]);
    const wrong = await station.run('inspect', '--join', 'PROV', '--softap', await unitUrl(), '--pop', 'wrong');
    expect([wrong.exit, wrong.stderr]).toEqual([3, expect.stringContaining('credentials-refused')]);
    expect(tools.current()).toBe('home');
    expect(existsSync(marker(station))).toBe(false);
  });

  it('says what keeps it from joining, with the way that always works', async () => {
    const [station, tools] = [newStation(), fakeTools()];
    onPath(tools);
    tools.make('refuse');
    const refused = await station.run('inspect', '--join', 'PROV', '--softap', await unitUrl(), '--pop', pop);
    expect(refused.exit).toBe(4);
    expect(refused.stderr).toContain('polkit');
    expect(refused.stderr).toMatch(/join the unit's Wi-Fi yourself, then continue/);
    expect((await station.run('inspect', '--wifi-password', 'x')).exit).toBe(2);
    expect((await station.run('inspect', '--join', 'PROV', '--port', 'x')).exit).toBe(2);
  });

  it('keeps what it read where the way back fails, and tries again at the next start', async () => {
    const [station, tools] = [newStation(), fakeTools()];
    onPath(tools);
    tools.make('lost');
    const { exit, stdout, stderr } = await station.run(
      'inspect',
      '--join',
      'PROV',
      '--softap',
      await unitUrl(),
      '--pop',
      pop,
    );
    expect(exit).toBe(0);
    expect(stdout).toContain('1.4.2');
    expect(stderr).toContain('wifi.not-restored');
    expect(existsSync(marker(station))).toBe(true);
    const next = await station.run('keys', 'list');
    expect([next.exit, next.stderr]).toEqual([0, expect.stringContaining('wifi.not-restored')]);
  });

  it('plans and recovers, and joins again where the restart of the unit took its network away', async () => {
    const [station, tools] = [newStation(), fakeTools()];
    onPath(tools);
    const { url, release, version, drops } = await restartingUnit(station, tools);
    const source = ['--join', 'PROV', '--softap', url, '--pop', pop, '--release', release, '--json'];
    const plan = await station.run('plan', ...source);
    expect([plan.exit, tools.current()]).toEqual([0, 'home']);
    const { exit, stdout, stderr } = await station.run('recover', ...source);
    expect([exit, JSON.parse(stdout).report.unitState]).toEqual([0, 'new-boots']);
    expect([version(), drops(), tools.current()]).toEqual(['2.0.0', 1, 'home']);
    expect(stderr).not.toContain('wifi.');
    expect(tools.calls().filter(([, verb]) => verb === 'add')).toHaveLength(2);
    const resume = await station.run('resume', '--join', 'PROV', '--softap', url, '--pop', pop);
    expect(resume.stderr).toContain('engine.nothing-to-resume');
  });

  it('is made good by the next start after kill -9', async () => {
    const [station, tools] = [newStation(), fakeTools()];
    const unit = await silentUnit();
    const env = { ...process.env, ...tools.env, UNSTRAND_HOME: station.path('home'), UNSTRAND_WIFI_PASSWORD: password };
    const command = ['electron/cli/main.ts', 'inspect', '--join', 'PROV', '--softap', unit.url, '--pop', pop];
    const child = spawn(process.execPath, command, { env, stdio: 'ignore' });
    const ended = new Promise((resolve) => child.on('exit', resolve));
    await unit.asked;
    expect(tools.current()).toMatch(/^unstrand-/);
    const left = readFileSync(marker(station), 'utf8');
    child.kill('SIGKILL');
    await ended;
    expect(secretIn(station, left)).toEqual([]);

    const next = spawn(process.execPath, ['electron/cli/main.ts', 'keys', 'list'], { env, stdio: 'ignore' });
    expect(await new Promise((resolve) => next.on('exit', resolve))).toBe(0);
    expect(tools.current()).toBe('home');
    expect(tools.calls().some(([, verb, , name]) => verb === 'delete' && /^unstrand-/.test(name ?? ''))).toBe(true);
    expect(existsSync(marker(station))).toBe(false);
  });
});

/** A unit that can be recovered, and whose network goes away with every restart: it answers who is in it alone. */
async function restartingUnit(station: Station, tools: FakeTools) {
  const key = await enrolVendor(station);
  const publicKey = createPublicKey(readText(`${station.path('vendor')}.public.pem`));
  const spki = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }));
  const bench = recoveryBench({ manifestKeys: [spki], settings: { maxData: 2048, maxMessage: 3000 } });
  const version = () => runningVersion(bench);
  const first = version();
  let drops = 0;
  const answering: EndpointServer = {
    resetLink: () => bench.unit.resetLink(),
    handle: async (endpoint, request) => {
      if (drops === 0 && version() !== first) {
        drops++;
        tools.drop();
      }
      if (!tools.current().startsWith('unstrand-')) throw new HandlerFailure('out of range');
      return bench.unit.handle(endpoint, request);
    },
  };
  const server = await serveSoftAp(answering, { random: systemRandom });
  onTestFinished(() => server.close());
  const image = firmware('2.0.0', 'ESP32');
  const file = { file: 'esp32-app.bin', size: image.length, sha256: sha256Hex(image) };
  const app = { chip: 'ESP32', role: 'app', ...file, bootloaders: [], recovery: { build: 6 } } as const;
  const knownReleases = [{ version: '1.4.2', images: [], anchors: [] }];
  const manifest = { ...seedRelease({ size: 'tiny' }).manifest, version: '2.0.0', images: [app], knownReleases };
  const release = await signedRelease(station, { manifest, files: new Map([[file.file, image]]) }, key);
  return { url: server.url, release, version, drops: () => drops };
}

/** A unit that says what it is, and then nothing any more: `asked` once somebody waits for it. */
async function silentUnit(): Promise<{ readonly url: string; readonly asked: Promise<void> }> {
  let tell = () => {};
  const asked = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const capabilities = protoVerText({ style: 'full', security: 1, patch: 1, hasPop: true, labels: [] });
  const server = createServer((request, response) => {
    if (request.url === '/proto-ver') response.end(capabilities);
    else tell();
  });
  const port = await listen(server, 0, '127.0.0.1');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${port}`, asked };
}

/** Where the password stands in what was printed, or in any file that the product keeps. */
function secretIn(station: Station, printed: string): string[] {
  const root = station.path('home');
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const texts = [Buffer.from(printed), ...files.map(({ parentPath, name }) => readFileSync(join(parentPath, name)))];
  return texts.flatMap((bytes) => formsFound(bytes, password));
}
