import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemRandom } from '../../electron/adapters/machine.ts';
import { serveSoftAp } from '../../electron/sim/links/softap-server.ts';
import { HandlerFailure } from '../../electron/sim/provisioning/handler-failure.ts';
import { ProtocommDevice } from '../../electron/sim/provisioning/protocomm-device.ts';
import { WifiStation } from '../../electron/sim/provisioning/wifi/wifi-station.ts';
import { formsFound } from '../support/secret-forms.ts';
import { chainFile, newStation, type Station } from '../support/station.ts';

const pop = 'abcd1234';
const password = 'correct-horse-0815';
const bssid = Uint8Array.of(2, 0, 0, 0, 0, 1);
const ssidOfHome = ['--ssid', 'Home Network'];
const ssid = (text: string) => new TextEncoder().encode(text);
const air = [
  { ssid: ssid('Home Network'), bssid, channel: 6, rssi: -41, passphrase: password },
  { ssid: ssid('Guests'), bssid, channel: 11, rssi: -60, passphrase: undefined },
  { ssid: ssid('\u001b[2J\u202e<x>'), bssid, channel: 3, rssi: -90, passphrase: undefined },
];

/** A unit with provisioning alone, as firmware of every age has it; `without` leaves an endpoint out. */
async function unitAt(without?: string): Promise<{ readonly source: readonly string[]; readonly unit: WifiStation }> {
  const unit = new WifiStation(air);
  const endpoints = new Map([...unit.endpoints()].filter(([name]) => name !== without));
  const device = new ProtocommDevice({ security: 1, pop, endpoints, random: systemRandom });
  const server = await serveSoftAp(device, { random: systemRandom });
  onTestFinished(() => server.close());
  return { source: ['--softap', server.url, '--pop', pop], unit };
}

/** What the product keeps on this computer. */
function filesOf(station: Station): { readonly name: string; readonly bytes: Buffer }[] {
  const entries = readdirSync(station.path('home'), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => ({ name, bytes: readFileSync(join(parentPath, name)) }));
}

describe('unstrand wifi', () => {
  it('cures a unit without a network, and keeps no value of the credentials anywhere', async () => {
    const [station, { source, unit }] = [newStation(), await unitAt()];
    const before = await station.json('wifi', 'status', ...source);
    expect(before).toMatchObject({ exit: 1, document: { state: 'disconnected', finding: 'no-network-now' } });
    const set = ['wifi', 'set', ...source, '--ssid', 'Home Network', '--operator', 'ada'];
    const result = await station.runIn({ stdin: `${password}\n` }, ...set);
    expect([result.exit, result.stderr]).toEqual([0, '']);
    expect(result.stdout).toContain('Home Network');
    expect(unit.network?.channel).toBe(6);
    const after = await station.json('wifi', 'status', ...source);
    expect(after).toMatchObject({ exit: 0, document: { state: 'connected', finding: 'in-network' } });

    const files = filesOf(station);
    const log = files.find(({ name }) => name === 'credentials.jsonl')?.bytes.toString() ?? '';
    const events = log
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events).toMatchObject([
      { kind: 'set-credentials', operator: 'ada', channel: 'softap', outcome: 'begun' },
      { kind: 'set-credentials', operator: 'ada', channel: 'softap', outcome: 'connected' },
    ]);
    expect(log).not.toContain('Home Network');
    const printed = Buffer.from(result.stdout + result.stderr + JSON.stringify([before, after]));
    for (const secret of [password, pop]) {
      expect([printed, ...files.map(({ bytes }) => bytes)].flatMap((bytes) => formsFound(bytes, secret))).toEqual([]);
    }
  });

  it.each([undefined, 'prov-ctrl'])(
    'tells a wrong password and a missing network, and takes another try (without %s)',
    async (without) => {
      const [station, { source }] = [newStation(), await unitAt(without)];
      const set = (name: string, given: string) =>
        station.runIn({ env: { UNSTRAND_UNIT_PASSWORD: given } }, 'wifi', 'set', ...source, '--ssid', name, '--json');
      const wrong = await set('Home Network', 'wrong-password');
      expect([wrong.exit, JSON.parse(wrong.stdout)]).toMatchObject([1, { state: 'failed', reason: 'wrong-password' }]);
      const status = await station.json('wifi', 'status', ...source);
      expect(status).toMatchObject({ exit: 1, document: { finding: 'wrong-network-password' } });
      const missing = await set('Elsewhere', password);
      expect([missing.exit, JSON.parse(missing.stdout)]).toMatchObject([1, { reason: 'network-not-found' }]);
      expect((await set('Home Network', password)).exit).toBe(0);
    },
  );

  it('is named by a verdict as what strands the unit, which changes nothing of the verdict', async () => {
    const [station, { source }] = [newStation(), await unitAt()];
    const chain = ['--chain', chainFile(station, 'newOnly')];
    await station.runIn(
      { env: { UNSTRAND_UNIT_PASSWORD: 'wrong-password' } },
      ...['wifi', 'set'],
      ...source,
      ...ssidOfHome,
    );
    const known = { known: true, value: 'wrong-network-password' };
    const verdict = await station.json('judge', ...source, ...chain);
    expect(verdict).toMatchObject({ exit: 1, document: { status: 'unknown', network: known } });
    const said = await station.run('judge', ...source, ...chain);
    expect(said.stdout).toContain('that alone strands it, whatever a server shows');
    const silent = await station.json('judge', ...source.slice(0, 2), ...chain);
    expect(silent.document).toMatchObject({ status: 'unknown', network: { known: false, reason: 'not-read' } });
    expect(silent.stderr).toContain('with the code from its label');
  });

  it('joins an open network, and asks for a password otherwise', async () => {
    const [station, { source, unit }] = [newStation(), await unitAt()];
    expect((await station.run('wifi', 'set', ...source, '--ssid', 'Guests')).exit).toBe(2);
    expect((await station.run('wifi', 'set', ...source, '--ssid', 'Guests', '--open')).exit).toBe(0);
    expect(unit.network?.channel).toBe(11);
  });

  it('shows what the unit hears, by strength and harmlessly', async () => {
    const [station, { source }] = [newStation(), await unitAt()];
    const { exit, stdout } = await station.run('wifi', 'scan', ...source);
    expect(exit).toBe(0);
    expect(stdout.split('\n')[0]).toMatch(/-41 dBm {4}6 {2}secured {2}Home Network/);
    for (const invisible of ['\u001b', '\u202e']) expect(stdout).not.toContain(invisible);
    const { document } = await station.json<{ networks: unknown[] }>('wifi', 'scan', ...source);
    expect(document.networks).toHaveLength(3);
  });

  it('says what is wrong with a unit without these endpoints, and with a command line', async () => {
    const [station, { source }] = [newStation(), await unitAt('prov-config')];
    const { exit, stderr } = await station.run('wifi', 'status', ...source);
    expect([exit, stderr]).toEqual([4, expect.stringContaining('provisioning.exchange-failed')]);
    expect((await station.run('wifi', 'status')).exit).toBe(2);
    const log = await station.runIn({ stdin: password }, 'wifi', 'set', ...source, '--ssid', 'Home Network');
    expect(log.exit).toBe(4);
    const events = filesOf(station)
      .find(({ name }) => name === 'credentials.jsonl')
      ?.bytes.toString();
    expect(events).toContain('"outcome":"provisioning.exchange-failed"');
  });

  it('goes on where the unit leaves the air while it tries', async () => {
    const unit = new WifiStation(air);
    let drops = 2;
    const endpoints = new Map([...unit.endpoints()]);
    const configure = endpoints.get('prov-config');
    endpoints.set('prov-config', (request) => {
      if (unit.network !== undefined && drops-- > 0) throw new HandlerFailure('another channel');
      return configure?.(request) ?? new Uint8Array();
    });
    const device = new ProtocommDevice({ security: 1, pop, endpoints, random: systemRandom });
    const server = await serveSoftAp(device, { random: systemRandom });
    onTestFinished(() => server.close());
    const set = ['wifi', 'set', '--softap', server.url, '--pop', pop, '--ssid', 'Home Network'];
    expect((await newStation().runIn({ stdin: password }, ...set)).exit).toBe(0);
    expect(drops).toBeLessThan(0);
  });
});
