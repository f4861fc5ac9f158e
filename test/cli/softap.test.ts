import { sign } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemRandom } from '../../electron/adapters/machine.ts';
import type { UnitFacts } from '../../electron/core/inspect/facts.ts';
import type { Verdict } from '../../electron/core/trust/verdict.ts';
import { serveSoftAp } from '../../electron/sim/links/softap-server.ts';
import type { UnitKey } from '../../electron/sim/provisioning/recovery/info-server.ts';
import { WifiStation } from '../../electron/sim/provisioning/wifi/wifi-station.ts';
import { pop, recoveryBench, twoSlotUnit } from '../sim/provisioning/recovery-bench.ts';
import { ecKey } from '../support/pki.ts';
import { chainFile, newStation, plugInNew } from '../support/station.ts';

async function served(security: 0 | 1 | 2 = 1, key?: UnitKey): Promise<string> {
  const { unit } = recoveryBench({ security, settings: { maxData: 2048, maxMessage: 3000 }, ...(key && { key }) });
  const server = await serveSoftAp(unit, { random: systemRandom });
  onTestFinished(() => server.close());
  return server.url;
}

describe('--softap', () => {
  it.each([
    [1, []],
    [2, ['--username', 'wifiprov']],
  ] as const)('reads a unit over security %i, as text and as a document', async (security, more) => {
    const source = ['--softap', await served(security), '--pop', pop, ...more];
    const station = newStation();
    const { exit, document } = await station.json<UnitFacts>('inspect', ...source);
    expect(exit).toBe(0);
    expect(document).toMatchObject({
      channel: 'softap',
      chip: { family: 'ESP32', mac: { value: '24:6f:28:aa:bb:07' } },
      layout: { runningSlot: { value: 'ota_0' } },
    });
    const text = await station.run('inspect', ...source);
    expect([text.exit, text.stderr]).toEqual([0, '']);
    expect(text.stdout).toContain('1.4.2');
    expect(text.stdout + JSON.stringify(document)).not.toContain(pop);
  });

  it('tells what a unit proves of itself, and that one without a key proves nothing', async () => {
    const station = newStation();
    const { privateKey, spki } = ecKey('unit');
    const signer = (message: Uint8Array) =>
      new Uint8Array(sign('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' }));
    const texts: string[] = [];
    for (const key of [undefined, { sign: signer, certificate: spki }]) {
      const source = ['--softap', await served(1, key), '--pop', pop];
      const { stdout } = await station.run('inspect', ...source);
      texts.push(/^ *attestation +(.*)$/m.exec(stdout)?.[1] ?? '');
    }
    expect(texts[0]).toContain('cannot');
    expect(texts[1]).toMatch(/no release vouches for that key \([0-9a-f]{16}\)/);
  });

  it('judges as over USB', async () => {
    const station = newStation();
    const source = ['--softap', await served(), '--pop', pop];
    const { port } = plugInNew(twoSlotUnit());
    const statuses: string[] = [];
    const chains = ['crossSigned', 'newOnly'] as const;
    for (const chain of chains) {
      const server = ['--chain', chainFile(station, chain)];
      const air = await station.json<Verdict & { network?: unknown }>('judge', ...source, ...server);
      // What only a unit that is asked over the air can say.
      delete air.document.network;
      const usb = await station.json<Verdict>('judge', '--port', port, ...server);
      expect([air.exit, air.document]).toEqual([usb.exit, usb.document]);
      statuses.push(air.document.status);
    }
    expect(new Set(statuses).size).toBe(2);
  });

  it.each([
    ['a wrong code', 3, 'code from the label is wrong', ['--pop', 'wrong']],
    ['no code', 2, 'asks for its', []],
  ])('says what is wrong with %s', async (_, exit, words, more) => {
    const result = await newStation().run('inspect', '--softap', await served(), ...more);
    expect(result.exit).toBe(exit);
    expect(result.stderr).toContain(words);
  });

  it('refuses a unit without security, a link that is none, and a code without a unit', async () => {
    const station = newStation();
    expect((await station.run('inspect', '--softap', await served(0))).exit).toBe(3);
    expect((await station.run('inspect', '--softap', 'ftp://u:hidden@x')).stderr).not.toContain('hidden');
    expect((await station.run('inspect', '--pop', pop)).exit).toBe(2);
    expect((await station.run('inspect', '--softap', 'http://127.0.0.1:1', '--port', 'x')).exit).toBe(2);
    expect((await station.run('inspect', '--softap', 'http://127.0.0.1:1')).exit).toBe(4);
  });
});

describe("the unit's own network", () => {
  it.each([
    [undefined, 'no-network-now', 'in none now'],
    ['wrong', 'wrong-network-password', 'refuses its password'],
    ['right', 'in-network', 'it is in its network'],
  ])('stands among the facts, and judge names it: %s password', async (given, finding, words) => {
    const ssid = new TextEncoder().encode('Home');
    const wifi = new WifiStation([{ ssid, bssid: new Uint8Array(6), channel: 1, rssi: -40, passphrase: 'right' }]);
    const { unit } = recoveryBench({ settings: { maxData: 2048, maxMessage: 3000 }, otherEndpoints: wifi.endpoints() });
    const server = await serveSoftAp(unit, { random: systemRandom });
    onTestFinished(() => server.close());
    const station = newStation();
    const source = ['--softap', server.url, '--pop', pop];
    const env = { UNSTRAND_UNIT_PASSWORD: given ?? '' };
    if (given !== undefined) await station.runIn({ env }, 'wifi', 'set', ...source, '--ssid', 'Home');
    const { document } = await station.json<UnitFacts>('inspect', ...source);
    expect(document.data.network).toEqual({ known: true, value: finding });
    expect((await station.run('inspect', ...source)).stdout).toContain(words);
    const judged = await station.run('judge', ...source, '--chain', chainFile(station, 'newOnly'));
    expect(/^[!✗] The unit/m.test(judged.stdout)).toBe(finding !== 'in-network');
  });

  it('is not known of a unit that does not tell', async () => {
    const { document } = await newStation().json<UnitFacts>('inspect', '--softap', await served(), '--pop', pop);
    expect(document.data.network).toEqual({ known: false, reason: 'not-supported' });
  });
});
