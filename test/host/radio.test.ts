import { describe, expect, it } from 'vitest';
import { RecoveryError } from '../../electron/core/errors/recovery-error.ts';
import type { BleBackend } from '../../electron/core/interfaces/ble-backend.ts';
import type { BleCentral } from '../../electron/core/interfaces/ble-central.ts';
import { hostBench } from '../support/host-bench.ts';
import type { Screen } from '../support/screen.ts';
import { formsFound } from '../support/secret-forms.ts';

const credentials = { pop: 'abcd1234', username: 'wifiprov' };
const long = { timeout: 180_000 };

async function trainingScreen() {
  const bench = await hostBench({ training: true, pace: 'instant' });
  const screen = await bench.connect();
  await screen.request('nearby.scan', { on: true });
  return { ...bench, screen };
}

/** The unit of this name in the air, and the network that it opens. */
async function inReach(screen: Screen, name: string) {
  const found = (channel: string) =>
    Object.values(screen.state?.nearby ?? {}).find((unit) => unit.name === name && unit.channel === channel)?.id;
  await screen.until(() => found('ble') !== undefined && found('softap') !== undefined);
  return { ble: found('ble') ?? '', softap: found('softap') ?? '' };
}

async function releaseOf(screen: Screen): Promise<string> {
  await screen.until(({ releases }) => Object.keys(releases).length > 0);
  return Object.keys(screen.state?.releases ?? {})[0] ?? '';
}

/** The wire log has every exchange, the one that carried the secrets too, and none of these secrets in any form. */
async function expectUntold(screen: Screen, unit: string, ...secrets: string[]): Promise<void> {
  const { events, total } = await screen.request('unit.wire', { unit, from: 0 });
  expect(total).toBeGreaterThan(5);
  const endpoints = events.map((event) => 'endpoint' in event && event.endpoint);
  expect(endpoints).toContain('prov-session');
  if (secrets.length > 1) expect(endpoints).toContain('prov-config');
  const preview = await screen.request('support.preview', { unit });
  const bytes = Buffer.from(JSON.stringify([events, preview]));
  for (const secret of secrets) expect(formsFound(bytes, secret), secret).toEqual([]);
}

function central(scan: BleCentral['scan']): BleCentral {
  const refuse = () => Promise.reject(new RecoveryError('ble.off'));
  return { simulated: true, state: async () => 'off', scan, connect: refuse, close: async () => undefined };
}

describe('a unit without a cable', () => {
  it(
    'is heard, asked with its code, planned and recovered over Bluetooth; no code leaves the session',
    long,
    async () => {
      const { screen } = await trainingScreen();
      const { ble } = await inReach(screen, 'PROV_7B0001');
      expect(screen.state?.nearby[ble]).toMatchObject({ kind: 'provisioning', simulated: true });
      const { unit } = await screen.request('unit.open', { target: ble });
      expect((await screen.untilPhase(unit, 'failed')).error).toMatchObject({
        code: 'provisioning.credentials-needed',
        params: { kind: 'password' },
      });
      await screen.request('unit.open', { target: ble, credentials: { ...credentials, pop: 'wrong' } });
      await screen.until(({ units }) => units[unit]?.error?.code === 'provisioning.credentials-refused');
      await screen.request('unit.open', { target: ble, credentials });
      expect(await screen.untilPhase(unit, 'ready')).toMatchObject({
        channel: 'ble',
        mac: '24:6f:28:7b:00:01',
        version: '1.9.0',
      });
      expect(screen.unit(unit)).toMatchObject({ hasCredentials: true, simulated: true });
      const facts = await screen.request('unit.facts', { unit });
      expect(facts.channel).toBe('ble');
      const release = await releaseOf(screen);
      const planned = await screen.request('unit.plan', { unit, release, mode: 'guided', fullBackup: true });
      if (!planned.ok) return expect.fail(JSON.stringify(planned.refusals));
      expect(planned.plan).toMatchObject({ over: 'recovery-endpoints', confirmations: [] });
      await screen.request('unit.recover', { unit, planHash: planned.plan.hash, operator: 'Ada' });
      expect(await screen.untilPhase(unit, 'finished', 'failed')).toMatchObject({
        phase: 'finished',
        unitState: 'new-boots',
        version: '2.0.0',
        record: 1,
      });
      const told = JSON.stringify([screen.state, await screen.request('support.preview', { unit }), facts]);
      expect(told).not.toContain(credentials.pop);
      expect(told).not.toContain(credentials.username);
      const journal = await screen.request('support.preview', { unit });
      const wireLog = journal.entries.find(({ name }) => name === 'wire-log.jsonl')?.text ?? '';
      expect(wireLog).toMatch(/"endpoint":"rcv-fw","requestBytes":\d+,"replyBytes":\d+,"result":"ok","durationMs":/);
      await expectUntold(screen, unit, credentials.pop);
    },
  );

  it('goes on over its own network with what Bluetooth began', long, async () => {
    const { screen } = await trainingScreen();
    const { ble, softap } = await inReach(screen, 'PROV_7B0001');
    const { unit } = await screen.request('unit.open', { target: ble, credentials });
    await screen.untilPhase(unit, 'ready');
    const release = await releaseOf(screen);
    const planned = await screen.request('unit.plan', { unit, release, mode: 'technician', fullBackup: false });
    if (!planned.ok) return expect.fail(JSON.stringify(planned.refusals));
    await screen.request('unit.recover', { unit, planHash: planned.plan.hash, operator: 'Ada' });
    await screen.until(({ units }) => {
      const progress = units[unit]?.progress;
      return progress?.step.kind === 'transfer' && progress.done > 0;
    });
    await screen.request('unit.move', { unit, target: softap });
    expect(screen.unit(unit)).toMatchObject({ channel: 'softap', targets: [softap, ble] });
    expect(await screen.untilPhase(unit, 'finished', 'failed')).toMatchObject({
      phase: 'finished',
      unitState: 'new-boots',
      record: 2,
    });
  });

  it('is found by the square code of its label, told apart from another, and given a network', long, async () => {
    const { screen } = await trainingScreen();
    const { ble, softap } = await inReach(screen, 'PROV_7B0005');
    const other = await inReach(screen, 'PROV_7B0001');
    expect(await screen.refusal('unit.open', { qr: 'https://example.com' })).toBe('app.code-unreadable');
    const qr = JSON.stringify({ ver: 'v1', name: 'PROV_7B0005', transport: 'ble', ...credentials });
    const { unit } = await screen.request('unit.open', { qr });
    expect(await screen.untilPhase(unit, 'ready', 'failed')).toMatchObject({ target: ble, phase: 'ready' });
    expect(await screen.request('wifi.status', { unit })).toEqual({ state: 'disconnected' });
    const { networks } = await screen.request('wifi.scan', { unit });
    expect(networks.map(({ name }) => name)).toEqual(['Workshop', 'Guests']);
    const ssid = networks[0]?.ssid ?? '';
    expect(await screen.request('wifi.set', { unit, ssid, passphrase: 'training only' })).toMatchObject({
      state: 'connected',
      name: 'Workshop',
    });
    await expectUntold(screen, unit, credentials.pop, 'training only');
    await screen.request('unit.move', { unit, target: softap });
    await screen.until(({ units }) => units[unit]?.channel === 'softap' && units[unit]?.phase === 'ready');
    await screen.request('unit.move', { unit, target: other.softap });
    await screen.until(({ units }) => units[unit]?.error?.code === 'provisioning.other-unit');
    for (const target of ['softap:http://127.0.0.1:9', 'softap:http://example.com', '/dev/null', 'ble:none']) {
      expect(await screen.refusal('unit.open', { target }), target).toBe('port.not-found');
    }
  });

  it('that says next to nothing of itself is shown as inferred, and refused', long, async () => {
    const { screen } = await trainingScreen();
    // Firmware of this age cuts its name short.
    const target = 'ble:246f287b0006';
    await screen.until(({ nearby }) => nearby[target] !== undefined);
    const { unit } = await screen.request('unit.open', { target });
    expect(await screen.untilPhase(unit, 'ready', 'failed')).toMatchObject({ phase: 'ready', inferred: true });
    const release = await releaseOf(screen);
    const planned = await screen.request('unit.plan', { unit, release, mode: 'technician', fullBackup: false });
    expect(planned).toMatchObject({ ok: false, refusals: [{ code: 'plan.no-recovery-endpoints' }, expect.anything()] });
  });
});

describe('Bluetooth', () => {
  it.each([
    ['ble.off', 'off'],
    ['ble.unauthorized', 'unauthorized'],
    ['ble.no-adapter', 'no-adapter'],
    ['ble.not-installed', 'not-installed'],
    ['ble.stopped', 'stopped'],
  ] as const)('that ends with %s is %s', async (code, state) => {
    const radio = { central: central(() => Promise.reject(new RecoveryError(code))) };
    const screen = await (await hostBench({ radio: () => radio })).connect();
    await screen.request('nearby.scan', { on: true });
    await screen.until(({ radio: told }) => told['']?.state === state);
    expect(screen.state?.radio['']?.error?.code).toBe(code);
  });

  it('is reached the way that a person chose last, from the next use on', async () => {
    const asked: string[] = [];
    const radio = (backend: () => BleBackend) => ({
      central: central(async () => {
        asked.push(backend());
        throw new RecoveryError('ble.off');
      }),
    });
    const screen = await (await hostBench({ radio })).connect();
    for (const bleBackend of [undefined, 'bluez', 'noble'] as const) {
      if (bleBackend !== undefined) await screen.request('settings.change', { bleBackend });
      const before = asked.length;
      await screen.request('nearby.scan', { on: true });
      await expect.poll(() => asked.length).toBe(before + 1);
    }
    expect(asked).toEqual(['auto', 'bluez', 'noble']);
  });

  it('that is full of hostile devices is shown harmlessly and never floods', async () => {
    const scan: BleCentral['scan'] = async (hear, signal) => {
      for (let index = 0; index < 5000; index++) {
        const name = `<script>${index}\u202e${'A'.repeat(240)}`;
        hear({ id: `${index % 400}`, name, rssi: -200 + index, serviceUuids: [], connectable: true });
      }
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    };
    const screen = await (await hostBench({ radio: () => ({ central: central(scan) }) })).connect();
    await screen.request('nearby.scan', { on: true });
    await screen.until(({ nearby }) => Object.keys(nearby).length === 200);
    const names = Object.values(screen.state?.nearby ?? {}).map(({ name }) => name);
    expect(names.every((name) => !name.includes('\u202e'))).toBe(true);
    await screen.request('nearby.scan', { on: false });
    await screen.until(({ radio }) => radio['']?.state === 'idle');
  });
});
