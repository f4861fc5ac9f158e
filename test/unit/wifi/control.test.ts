import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemWifi } from '../../../electron/adapters/wifi/system-wifi.ts';
import { RecoveryError } from '../../../electron/core/errors/recovery-error.ts';
import type { WifiControl } from '../../../electron/core/interfaces/wifi-control.ts';
import { fakeNetsh, locationText, netshLanguages } from '../../support/wifi/fake-netsh.ts';
import { fakeNetworksetup } from '../../support/wifi/fake-networksetup.ts';
import { fakeNmcli } from '../../support/wifi/fake-nmcli.ts';
import { type AirNetwork, FakeSystem, type FakeTool, failed } from '../../support/wifi/fake-systems.ts';

const utf8 = new TextEncoder();
const hex = (text: string) => Buffer.from(text).toString('hex');
const password = `pass "word' <&> \\`;
const ssid = utf8.encode('PROV_A1B2C3');
const signal = new AbortController().signal;

interface System {
  readonly platform: NodeJS.Platform;
  readonly tool: (system: FakeSystem) => FakeTool;
}

const systems: Readonly<Record<string, System>> = {
  nmcli: { platform: 'linux', tool: fakeNmcli },
  ...Object.fromEntries(
    Object.entries(netshLanguages).map(([name, language]) => [
      `netsh (${name})`,
      { platform: 'win32' as const, tool: fakeNetsh(language) },
    ]),
  ),
  networksetup: { platform: 'darwin', tool: fakeNetworksetup },
};

function machine(
  name: string,
  air: Record<string, AirNetwork> = { [hex('PROV_A1B2C3')]: { password } },
  from: 'home' | 'none' = 'home',
): { readonly system: FakeSystem; readonly control: WifiControl } {
  const chosen = systems[name] ?? { platform: 'linux', tool: fakeNmcli };
  const system = new FakeSystem(chosen.tool, air, from === 'home' ? from : undefined);
  return { system, control: systemWifi(chosen.platform, system.machine()) };
}

async function onlyAdapter(control: WifiControl) {
  const [adapter, ...others] = await control.adapters();
  if (adapter === undefined || others.length > 0) throw new Error('not one adapter');
  return adapter;
}

async function codeOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'done',
    (error: unknown) => (error instanceof RecoveryError ? error.code : error),
  );
}

describe.each(Object.keys(systems))('%s', (name) => {
  it('joins a secured network, and goes back to the one from before', async () => {
    const { system, control } = machine(name);
    const adapter = await onlyAdapter(control);
    expect(adapter.state).toBe('connected');
    const restore = await control.prepare(adapter, ssid);
    expect(system.current).toBe('home');
    expect(await control.join(restore, { ssid, password }, signal)).toBe('192.168.4.2');
    await control.leave(JSON.parse(JSON.stringify(restore)));
    expect(system.current).toBe('home');
    expect([...system.folders].filter(existsSync)).toEqual([]);
  });

  it('joins an open network from none, and leaves none', async () => {
    const { system, control } = machine(name, { [hex('PROV_A1B2C3')]: {} }, 'none');
    system.homeIsThere = false;
    const adapter = await onlyAdapter(control);
    expect(adapter.state).toBe('free');
    const restore = await control.prepare(adapter, ssid);
    await control.join(restore, { ssid }, signal);
    await control.leave(restore);
    expect(system.current).toBeUndefined();
  });

  it('looks three times for a network that is not there yet', async () => {
    const seen = machine(name, { [hex('PROV_A1B2C3')]: { password, hiddenFor: 2 } });
    const restore = await seen.control.prepare(await onlyAdapter(seen.control), ssid);
    expect(await seen.control.join(restore, { ssid, password }, signal)).toBe('192.168.4.2');
    const unseen = machine(name, { [hex('PROV_A1B2C3')]: { password, hiddenFor: 3 } });
    expect(await codeOf(unseen.control.join(restore, { ssid, password }, signal))).toBe('wifi.not-joined');
    await unseen.control.leave(restore);
    expect(unseen.system.current).toBe('home');
  });

  it('tells a wrong password and a missing network alike, without the password', async () => {
    const { control } = machine(name);
    const restore = await control.prepare(await onlyAdapter(control), ssid);
    for (const network of [
      { ssid, password: 'wrong-password' },
      { ssid: utf8.encode('Elsewhere'), password },
    ]) {
      const error: unknown = await control.join(restore, network, signal).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'wifi.not-joined' });
      expect(everythingIn(error)).not.toContain(network.password);
    }
  });

  it('says where it cannot go back, and can be asked again', async () => {
    const { system, control } = machine(name);
    const restore = await control.prepare(await onlyAdapter(control), ssid);
    await control.join(restore, { ssid, password }, signal);
    system.homeIsThere = false;
    expect(await codeOf(control.leave(restore))).toBe('wifi.not-restored');
    system.homeIsThere = true;
    await control.leave(restore);
    expect(system.current).toBe('home');
  });

  it('refuses names and passwords that no network has, and changes nothing then', async () => {
    const { system, control } = machine(name);
    const restore = await control.prepare(await onlyAdapter(control), ssid);
    expect(await codeOf(control.join(restore, { ssid, password: 'short' }, signal))).toBe('wifi.bad-password');
    expect(await codeOf(control.join(restore, { ssid, password: 'pass\nword' }, signal))).toBe('wifi.bad-password');
    expect(await codeOf(control.join(restore, { ssid: new Uint8Array(33) }, signal))).toBe('wifi.name-unsuitable');
    expect(await codeOf(control.join(restore, { ssid: new Uint8Array() }, signal))).toBe('wifi.name-unsuitable');
    expect(system.current).toBe('home');
  });

  it('stops when it is told to', async () => {
    const { control } = machine(name, {});
    const restore = await control.prepare(await onlyAdapter(control), ssid);
    const stopped = AbortSignal.abort(new Error('enough'));
    await expect(control.join(restore, { ssid, password }, stopped)).rejects.toThrow('enough');
  });

  it.each([
    ['quotes and shell', `a"b'c; $(reboot) \`x\``],
    ['XML', '</hex></SSID><evil a="&lt;">'],
    ['lines', 'x\nHardware Port: \r\n: y'],
    ['leading dashes', '--ask'],
    ['control characters', '\u0001\u001b[2J\u202e'],
    ['name of a saved network', 'Home'],
  ])('takes a name with %s as data', async (_, text) => {
    const { system, control } = machine(name, { [hex(text)]: { password } });
    const bytes = utf8.encode(text);
    const restore = await control.prepare(await onlyAdapter(control), bytes);
    expect(await control.join(restore, { ssid: bytes, password }, signal)).toBe('192.168.4.2');
    await control.leave(restore);
    expect(system.current).toBe('home');
    expect(system.calls.filter(({ args }) => args.some((arg) => arg.includes('\0')))).toEqual([]);
  });

  it('joins by any 32 bytes, or says that it cannot', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 32 }), async (bytes) => {
        const { control } = machine(name, { [Buffer.from(bytes).toString('hex')]: { password } });
        const adapter = await onlyAdapter(control);
        const end = await codeOf(
          control.prepare(adapter, bytes).then((restore) => control.join(restore, { ssid: bytes, password }, signal)),
        );
        expect(['done', 'wifi.name-unsuitable']).toContain(end);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a person who went elsewhere meanwhile', () => {
  it.each(['nmcli', 'netsh (english)'])('is not disturbed under %s', async (name) => {
    const { system, control } = machine(name);
    const restore = await control.prepare(await onlyAdapter(control), ssid);
    await control.join(restore, { ssid, password }, signal);
    system.current = 'elsewhere';
    await control.leave(restore);
    expect(system.current).toBe('elsewhere');
  });
});

describe('secrets', () => {
  it.each(['nmcli', 'netsh (english)'])(
    'reach %s in a file of the owner alone, and stand on no command line',
    async (name) => {
      const { system, control } = machine(name);
      const restore = await control.prepare(await onlyAdapter(control), ssid);
      await control.join(restore, { ssid, password }, signal);
      const files = system.calls.flatMap((call) => call.files);
      expect(files.length).toBeGreaterThan(0);
      expect(new Set(files.map(({ mode }) => mode))).toEqual(new Set([0o600]));
      const args = system.calls.flatMap((call) => call.args);
      expect([...args, JSON.stringify(restore)].filter((text) => text.includes("word'"))).toEqual([]);
    },
  );
});

describe('what keeps a system from it', () => {
  it.each([
    ['nmcli', 'connection add', 'Error: Failed to add connection: Insufficient privileges', 'wifi.not-allowed'],
    [
      'nmcli',
      'connection up',
      'Error: Connection activation failed: Not authorized to control networking.',
      'wifi.not-allowed',
    ],
    ['nmcli', 'connection add', 'Error: NetworkManager is not running.', 'wifi.service-off'],
    ['netsh (german)', 'add profile', locationText, 'wifi.location-denied'],
    ['netsh (french)', 'connect', 'Le service (wlansvc) ne fonctionne pas.', 'wifi.service-off'],
    ['networksetup', '-setairportnetwork', '** Error: Command requires admin privileges.', 'wifi.admin-needed'],
  ])('%s, at %s', async (name, on, text, code) => {
    const { system, control } = machine(name);
    const restore = await control.prepare(await onlyAdapter(control), ssid);
    system.overrides.push({ on, answer: () => failed(text, text.includes('not running') ? 8 : 1) });
    expect(await codeOf(control.join(restore, { ssid, password }, signal))).toBe(code);
  });

  it.each(Object.values(netshLanguages))('no adapter, in the words $noAdapter', async ({ noAdapter }) => {
    const { system, control } = machine('netsh (english)');
    system.overrides.push({ on: 'show interfaces', answer: () => failed(`\n${noAdapter}\n`) });
    expect(await control.adapters()).toEqual([]);
  });

  it('a tool that is not there or hangs', async () => {
    const { system, control } = machine('nmcli');
    for (const code of ['wifi.tool-missing', 'wifi.tool-failed'] as const) {
      const answer = () => Promise.reject(new RecoveryError(code, { tool: 'nmcli' }));
      system.overrides.push({ on: 'device', answer });
      expect(await codeOf(control.adapters())).toBe(code);
    }
  });
});

/** All that an error could show anywhere, its causes included. */
function everythingIn(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = JSON.stringify({ ...error, message: error.message, stack: error.stack });
  return own + (error.cause === undefined ? '' : everythingIn(error.cause));
}
