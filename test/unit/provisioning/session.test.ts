import { describe, expect, it } from 'vitest';
import { firmwareStyles } from '../../../electron/sim/provisioning/firmware-style.ts';
import { backingOffGate } from '../../../electron/sim/provisioning/security/proof-gate.ts';
import { echoDevice, random, sessionWith } from './bench.ts';

const pop = 'abcd1234';
const login = { pop, username: 'wifiprov' };
const strong = { security: 2, patch: 1, proofOfPossession: true } as const;
const schemes = [
  { name: 'security 0', options: { security: 0 } },
  { name: 'security 1', options: { security: 1, pop } },
  { name: 'security 1 without proof', options: { security: 1 } },
  { name: 'security 2 patch 0', options: { security: 2, patch: 0, pop } },
  { name: 'security 2 patch 1', options: { security: 2, patch: 1, pop } },
] as const;

describe.each(schemes)('a session over $name', ({ options }) => {
  it('carries many requests of every length', async () => {
    const session = await sessionWith(echoDevice(options), login, { ...strong, security: 0 }, true);
    for (const length of [1, 15, 16, 17, 31, 400, 3, 4000]) {
      const request = random.bytes(length);
      expect(await session.request('echo', request)).toEqual(request.map((byte) => byte + 1));
    }
    expect(session.isLost).toBe(false);
  });

  it('is lost after an answer that never came, and a new link brings it back', async () => {
    const device = echoDevice(options);
    const allowed = { ...strong, security: 0 } as const;
    const session = await sessionWith(device, login, allowed, true);
    device.faults.plan(device.faults.count, 'drop-answer');
    await expect(session.request('echo', Uint8Array.of(1))).rejects.toMatchObject({
      code: 'provisioning.exchange-failed',
    });
    await expect(session.request('echo', Uint8Array.of(1))).rejects.toMatchObject({
      code: 'provisioning.session-lost',
    });
    const again = await sessionWith(device, login, allowed, true);
    expect(await again.request('echo', Uint8Array.of(1))).toEqual(Uint8Array.of(2));
  });

  it('queues what is asked at the same time', async () => {
    const session = await sessionWith(echoDevice(options), login, { ...strong, security: 0 }, true);
    const answers = await Promise.all([1, 2, 3, 4].map((byte) => session.request('echo', Uint8Array.of(byte))));
    expect(answers.map(([byte]) => byte)).toEqual([2, 3, 4, 5]);
  });
});

describe('what a changed message does', () => {
  it('fails by its tag with security 2', async () => {
    const device = echoDevice({ security: 2, pop });
    const session = await sessionWith(device, login);
    device.faults.plan(device.faults.count, 'corrupt-answer');
    await expect(session.request('echo', Uint8Array.of(1, 2))).rejects.toMatchObject({
      code: 'provisioning.bad-answer',
      params: { reason: 'tag' },
    });
    expect(session.isLost).toBe(true);
  });

  it('breaks the link at the device with security 2', async () => {
    const device = echoDevice({ security: 2, pop });
    const session = await sessionWith(device, login);
    device.faults.plan(device.faults.count, 'corrupt-request');
    await expect(session.request('echo', Uint8Array.of(1, 2))).rejects.toMatchObject({
      code: 'provisioning.exchange-failed',
    });
  });
});

describe('a wrong secret', () => {
  it.each([
    ['security 1', { security: 1, pop }, { pop: 'abcd1235' }],
    ['security 2', { security: 2, pop }, { pop: 'abcd1235', username: 'wifiprov' }],
    ['security 2, other user', { security: 2, pop }, { pop, username: 'wifiprof' }],
  ] as const)('is told as a refusal with %s', async (_, options, credentials) => {
    await expect(sessionWith(echoDevice(options), credentials)).rejects.toMatchObject({
      code: 'provisioning.credentials-refused',
    });
  });

  it('makes a unit wait that backs off, the right one too', async () => {
    let nowMs = 0;
    const device = echoDevice({ security: 1, pop, gate: backingOffGate(() => nowMs) });
    for (let attempt = 0; attempt < 6; attempt++) await expect(sessionWith(device, { pop: 'no' })).rejects.toThrow();
    await expect(sessionWith(device, { pop })).rejects.toMatchObject({ code: 'provisioning.credentials-refused' });
    nowMs += 3_600_000;
    await expect(sessionWith(device, { pop })).resolves.toBeDefined();
  });

  it('is asked for where there is none', async () => {
    await expect(sessionWith(echoDevice({ security: 1, pop }), {})).rejects.toMatchObject({
      code: 'provisioning.credentials-needed',
      params: { kind: 'proof-of-possession' },
    });
    await expect(sessionWith(echoDevice({ security: 2, pop }), { pop })).rejects.toMatchObject({
      params: { kind: 'user-name' },
    });
  });
});

describe('a spoofed proto-ver', () => {
  const spoof = (prov: object) => JSON.stringify({ prov: { ver: 'v1.1', ...prov } });
  it.each([
    ['security 0', spoof({ sec_ver: 0, cap: ['no_sec'] }), '0'],
    ['security 1', spoof({ sec_ver: 1 }), '1'],
    ['no proof of possession', spoof({ sec_ver: 1, cap: ['no_pop'] }), '1-open'],
    ['patch 0', spoof({ sec_ver: 2 }), '2.0'],
    ['ESP-IDF v3.2', 'V0.1', '1'],
  ])('to %s is refused under the product’s policy', async (_, spoofedProtoVer, offered) => {
    const device = echoDevice({ security: 2, patch: 1, pop, spoofedProtoVer });
    await expect(sessionWith(device, login, strong)).rejects.toMatchObject({
      code: 'provisioning.downgraded',
      params: { offered, required: '2.1' },
    });
  });

  it('that raises the patch is found out at the second message', async () => {
    const device = echoDevice({ security: 2, patch: 0, pop, spoofedProtoVer: spoof({ sec_ver: 2, sec_patch_ver: 1 }) });
    const session = await sessionWith(device, login, strong);
    await expect(session.request('echo', Uint8Array.of(1))).rejects.toThrow();
  });

  it('never lowers anything without a technician’s word', async () => {
    const device = echoDevice({ security: 1, pop });
    await expect(sessionWith(device, login, strong)).rejects.toMatchObject({ code: 'provisioning.downgraded' });
    await expect(sessionWith(device, login, strong, true)).resolves.toBeDefined();
  });
});

describe('generations of firmware', () => {
  it.each(['v3.2', 'v4.4', 'v5.1', 'current'] as const)('%s with security 1', async (name) => {
    const device = echoDevice({ security: 1, pop, style: firmwareStyles[name] });
    const session = await sessionWith(device, { pop });
    expect(await session.request('echo', Uint8Array.of(7))).toEqual(Uint8Array.of(8));
    expect(session.capabilities.generation).toBe(
      { text: 'text', unstated: 'unstated', full: 'full' }[firmwareStyles[name].protoVer],
    );
  });
});
