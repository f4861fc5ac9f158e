import { describe, expect, it } from 'vitest';
import { systemRandom } from '../../electron/adapters/machine.ts';
import { RecoveryError } from '../../electron/core/errors/recovery-error.ts';
import type { ProvisioningTransport } from '../../electron/core/interfaces/provisioning-transport.ts';
import { gattTransport } from '../../electron/core/provisioning/ble/gatt-transport.ts';
import { imageBytesPerSecond } from '../../electron/core/provisioning/link-speed.ts';
import type { ReleaseManifest } from '../../electron/core/release/manifest.ts';
import type { ProvisioningProfile } from '../../electron/core/release/provisioning-profile.ts';
import type { ChannelAccess, ChannelMeans, OpenTarget } from '../../electron/host/channel/channel-access.ts';
import { sessionOpener } from '../../electron/host/channel/channel-opener.ts';
import { readChannelFacts } from '../../electron/host/channel/read-channel-facts.ts';
import { bleTarget, isChannelTarget, parseChannelTarget, softApTarget } from '../../electron/host/channel/target.ts';
import { type EndpointServer, inProcessTransport } from '../../electron/sim/provisioning/in-process-transport.ts';
import type { RecoveryUnitOptions } from '../../electron/sim/provisioning/recovery/recovery-unit.ts';
import { WifiStation } from '../../electron/sim/provisioning/wifi/wifi-station.ts';
import { seedRelease } from '../../electron/sim/units/seed-release.ts';
import { pop, recoveryBench } from '../sim/provisioning/recovery-bench.ts';
import { linkTo } from '../support/gatt-unit.ts';
import { echoDevice } from '../unit/provisioning/bench.ts';

const softAp = softApTarget('http://192.168.4.1');
const ble = bleTarget('24:6f:28:aa:bb:09');
const now = '2026-06-01T00:00:00.000Z';
const access: ChannelAccess = {
  targets: [softAp, ble],
  credentials: { pop, username: 'wifiprov' },
  allowsDowngrade: false,
};
const unlimited = new AbortController().signal;

function seedWith(provisioning: ProvisioningProfile): ReleaseManifest {
  return { ...seedRelease({ size: 'tiny' }).manifest, provisioning };
}

/** The way to a unit by both channels, and which were opened; `isDead` says which of them answers nothing. */
function wayTo(unit: EndpointServer, releases: readonly ReleaseManifest[] = [], isDead = (_target: string) => false) {
  const opened: string[] = [];
  const open = async (target: string): Promise<ProvisioningTransport> => {
    opened.push(target);
    if (isDead(target)) throw new RecoveryError('provisioning.exchange-failed', { endpoint: 'proto-ver' });
    return target === ble
      ? inProcessTransport(unit, 'ble', { request: 481, answer: 481 })
      : inProcessTransport(unit, 'softap');
  };
  const means: ChannelMeans = { open, random: systemRandom, releases };
  return { opened, means };
}

function unitOf(options: Partial<RecoveryUnitOptions> = {}) {
  return recoveryBench(options).unit;
}

function read({ means }: ReturnType<typeof wayTo>, change: Partial<ChannelAccess> = {}) {
  const { releases } = means;
  return readChannelFacts({ ...access, ...change }, means, { releases, now, signal: unlimited });
}

describe('targets', () => {
  it('name a unit by its channel', () => {
    expect(parseChannelTarget(ble)).toEqual({ channel: 'ble', id: '24:6f:28:aa:bb:09' });
    expect(parseChannelTarget(softAp)).toEqual({ channel: 'softap', address: { host: '192.168.4.1', port: 80 } });
    expect(['ble:x', 'softap:http://x', 'sim:seed', '/dev/ttyUSB0', 'tcp://x:1'].map(isChannelTarget)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    for (const wrong of ['ble:', 'ble:a b', `ble:${'x'.repeat(129)}`, 'softap:ftp://x', '/dev/ttyUSB0']) {
      expect(() => parseChannelTarget(wrong)).toThrow('usage.bad-argument');
    }
  });
});

describe('the way to a unit', () => {
  it('leads over the first channel that answers', async () => {
    const way = wayTo(unitOf(), [], (target) => target === softAp);
    const { facts } = await read(way);
    expect(way.opened).toEqual([softAp, ble]);
    expect(facts.channel).toBe('ble');
  });

  it('goes on over the next channel when one dies in mid-reading', async () => {
    const unit = unitOf();
    const way = wayTo(unit);
    unit.device.faults.plan(5, 'drop-answer');
    const { facts } = await read(way);
    expect(way.opened).toEqual([softAp, ble]);
    expect(facts.channel).toBe('ble');
    expect(facts.trust.anchors).toHaveLength(1);
  });

  it.each([
    ['the smallest MTU', 23, 150, 500],
    ['a usual MTU', 500, 1500, 8000],
  ])('tells by %s how fast an image goes', async (_, mtu, least, most) => {
    const unit = unitOf();
    const open = () => gattTransport(linkTo(unit, { mtu }), { simulated: true });
    const { link, device } = await read({ opened: [], means: { open, random: systemRandom, releases: [] } });
    expect(link.mtu).toBe(mtu);
    const speed = imageBytesPerSecond(link, device?.maxData ?? 0);
    expect(speed).toBeGreaterThan(least);
    expect(speed).toBeLessThan(most);
  });

  it('begins with the preferred channel each time, and leaves it where it does not answer', async () => {
    let isDead = false;
    const { opened, means } = wayTo(unitOf(), [], (target) => isDead && target === softAp);
    const open = sessionOpener(access, means);
    for (isDead of [false, true, false]) await (await open(unlimited)).close();
    expect(opened).toEqual([softAp, softAp, ble, softAp]);
  });

  it('leads over the next channel where one always dies in the handshake', async () => {
    const way = wayTo(unitOf());
    const open: OpenTarget = async (target) => {
      const transport = await way.means.open(target, {});
      if (target === softAp) {
        const { exchange } = transport;
        transport.exchange = async (endpoint, request) => {
          if (endpoint === 'prov-session') throw new RecoveryError('provisioning.exchange-failed', { endpoint });
          return exchange(endpoint, request);
        };
      }
      return transport;
    };
    const { facts } = await read({ ...way, means: { ...way.means, open } });
    expect([facts.channel, way.opened]).toEqual(['ble', [softAp, ble]]);
  });

  it('shows a code that was refused to no second channel', async () => {
    const way = wayTo(unitOf());
    await expect(read(way, { credentials: { pop: 'wrong' } })).rejects.toMatchObject({
      code: 'provisioning.credentials-refused',
    });
    expect(way.opened).toEqual([softAp]);
  });

  it('ends with what is wrong with the preferred channel where none answers', async () => {
    const way = wayTo(unitOf(), [], () => true);
    await expect(read(way)).rejects.toMatchObject({ code: 'provisioning.exchange-failed' });
  });
});

describe('facts without a cable', () => {
  it('bring what the unit says of its receive buffer', async () => {
    const way = wayTo(unitOf({ settings: { tlsInputLength: 4096 } }));
    expect(await read(way)).toMatchObject({ inputBuffer: 4096, downgrade: undefined });
  });

  it('are inferred for firmware without recovery endpoints, and no code is shown to it', async () => {
    const labels = () => [{ label: 'seed-radio', version: '1.4.2', capabilities: [] }];
    const device = echoDevice({ security: 2, pop, labels });
    const way = wayTo(device, [seedRelease({ size: 'tiny' }).manifest]);
    const { facts, device: told } = await read(way, { credentials: {} });
    expect(told).toBeUndefined();
    expect(facts).toMatchObject({
      inferred: 'release-catalogue',
      product: { id: { value: 'seed-radio' } },
      chip: { mac: { known: false } },
    });
    expect(facts.trust).toMatchObject({ complete: false, anchors: [{}] });
    expect(facts.data.network).toEqual({ known: false, reason: 'not-read' });
  });

  it.each([
    ['its code', { pop }, 'prov-config', { known: true, value: 'no-network-now' }],
    ['its code, and has no such endpoint', { pop }, undefined, { known: false, reason: 'not-supported' }],
  ] as const)(
    'hold what such firmware says of its network to who has %s',
    async (_, credentials, endpoint, network) => {
      const endpoints = new Map([...new WifiStation([]).endpoints()].filter(([name]) => name === endpoint));
      const way = wayTo(echoDevice({ security: 1, pop, endpoints }));
      const { facts, device } = await read(way, { credentials });
      expect([device, facts.data.network]).toEqual([undefined, network]);
      await expect(read(way, { credentials: { pop: 'wrong' } })).rejects.toMatchObject({
        code: 'provisioning.credentials-refused',
      });
    },
  );
});

describe('a unit that offers less security than its product has', () => {
  const strong = { security: 2, patch: 1, proofOfPossession: true, username: 'wifiprov' } as const;

  it('is refused before the code is shown, unless a technician lets it pass', async () => {
    const unit = unitOf({ security: 1 });
    const way = wayTo(unit, [seedWith(strong)]);
    await expect(read(way)).rejects.toMatchObject({
      code: 'provisioning.downgraded',
      params: { offered: '1', required: '2.1' },
    });
    expect(unit.device.faults.count).toBe(1);
    const { downgrade } = await read(way, { allowsDowngrade: true });
    expect(downgrade).toEqual({ offered: '1', required: '2.1' });
  });

  it('is found out by its facts where it does not name itself', async () => {
    const spoofedProtoVer = JSON.stringify({
      prov: { ver: 'v1.1', sec_ver: 1, cap: [] },
      rcv: { ver: '1.0', cap: ['rcv-info', 'rcv-fw'] },
    });
    const lamp = { ...seedWith({ security: 1, patch: 0, proofOfPossession: true }), identify: [] };
    const releases = [seedWith(strong), { ...lamp, product: { id: 'lamp', name: 'Lamp' } }];
    const way = wayTo(unitOf({ security: 1, spoofedProtoVer }), releases);
    await expect(read(way)).rejects.toMatchObject({ code: 'provisioning.downgraded' });
    expect((await read(way, { allowsDowngrade: true })).downgrade).toEqual({ offered: '1', required: '2.1' });
  });

  it('passes with the user name of its release where it offers enough', async () => {
    const way = wayTo(unitOf({ security: 2 }), [seedWith(strong)]);
    expect((await read(way, { credentials: { pop } })).facts.product.id).toMatchObject({ value: 'seed-radio' });
  });
});
