import { describe, expect, it } from 'vitest';
import { judge } from '../../../electron/core/trust/judge.ts';
import { findNearby } from '../../../electron/host/channel/nearby.ts';
import { readChannelFacts } from '../../../electron/host/channel/read-channel-facts.ts';
import { type FirmwareStyle, firmwareStyles } from '../../../electron/sim/provisioning/firmware-style.ts';
import { twoSlotUnit } from '../../sim/provisioning/recovery-bench.ts';
import { simBench } from '../../support/sim-bench.ts';
import { type AirBench, type AirOptions, airBench, movedServer, newVersion } from './air-bench.ts';

const signal = new AbortController().signal;
const nvs = { offset: 0x9000, length: 0x4000 };
const flash = twoSlotUnit({ rollback: true });
const freshUnit = () => ({ ...flash, flash: flash.flash.slice() });

const schemes = [
  { name: 'security 1', security: 1 },
  { name: 'security 2, patch 0', security: 2, patch: 0 },
  { name: 'security 2, patch 1', security: 2, patch: 1 },
] as const;

/** What USB says of the same flash. */
async function verdictByCable() {
  return judge(await simBench(freshUnit()).inspect([]), movedServer(), { now: Date.UTC(2026, 5, 1) });
}
const byCable = verdictByCable();

/** The target of the unit on this channel, found as a person finds it. */
async function found({ radio, package: { release }, url }: AirBench, channel: 'ble' | 'softap'): Promise<string> {
  const options = { releases: [release.manifest], softApUrl: url, signal };
  for (let forMs = 200; forMs < 10_000; forMs *= 2) {
    const { units } = await findNearby(radio, { ...options, forMs });
    const target = units.find((unit) => unit.channel === channel)?.target;
    if (target !== undefined) return target;
  }
  throw new Error('not heard');
}

async function expectRecovered(options: AirOptions, channel: 'ble' | 'softap'): Promise<AirBench> {
  const bench = await airBench({ ...options, flash: freshUnit() });
  const { hardware } = bench.unit;
  const before = hardware.flash.read(nvs.offset, nvs.length).slice();
  const target = await found(bench, channel);
  const access = bench.access([target]);
  const {
    open,
    workspace,
    package: { release },
  } = bench;
  const means = { open, random: workspace.random, releases: [release.manifest] };
  const reading = { releases: [release.manifest], now: '2026-06-01T00:00:00.000Z', signal };
  const { facts } = await readChannelFacts(access, means, reading);
  expect(facts).toMatchObject({ channel, simulated: true });
  const verdict = await judge(facts, movedServer(), { now: Date.UTC(2026, 5, 1) });
  expect(verdict).toEqual(await byCable);
  expect(verdict.status).toBe('stranded');

  const result = await bench.recover(access);
  if (result.kind !== 'ran') return expect.fail(JSON.stringify(result));
  expect(result.plan.steps.map(({ kind }) => kind)).toEqual(['transfer', 'activate', 'report', 'confirm']);
  expect(result.record.body).toMatchObject({
    operator: 'Ada',
    simulated: true,
    verdictBefore: { status: 'stranded' },
    report: { outcome: 'recovered', unitState: 'new-boots', verdictAfter: { status: 'reachable' } },
  });
  expect(await workspace.records.verify()).toMatchObject({ problem: undefined, head: { sequence: 1 } });
  expect(Buffer.compare(before, hardware.flash.read(nvs.offset, nvs.length))).toBe(0);
  // It was confirmed: another start changes nothing.
  bench.unit.restart();
  expect(bench.unit.firmware?.descriptor?.version).toBe(newVersion);
  return bench;
}

const sizes = {
  257: { maxData: 224, maxMessage: 240 },
  481: { maxData: 432, maxMessage: 465 },
  512: { maxData: 464, maxMessage: 496 },
} as const;

const { 'v4.4': v44, 'v5.1': v51, current } = firmwareStyles;
const nimble = (mtu: number): FirmwareStyle => ({ ...current, mtu, mtuAnswer: 'own' });
const bluedroid = (mtu: number, security: 1 | 2): FirmwareStyle => ({ ...(security === 1 ? v44 : v51), mtu });

const overBle = [517, 256, 23].flatMap((mtu) =>
  schemes.flatMap(({ name, ...scheme }) => [
    { name: `NimBLE, MTU ${mtu}, ${name}`, mtu, scheme, style: nimble(mtu) },
    { name: `Bluedroid, MTU ${mtu}, ${name}`, mtu, scheme, style: bluedroid(mtu, scheme.security) },
  ]),
);

describe('from the air to the record over Bluetooth', () => {
  it.each(overBle)('$name', async ({ mtu, scheme, style }) => {
    const bench = await expectRecovered({ unit: { ...scheme, style, settings: sizes[style.attributeLimit] } }, 'ble');
    const link = await bench.radio.central.connect(bench.targets.ble.slice('ble:'.length));
    expect(link.mtu).toBe(mtu);
    await link.disconnect();
  });
});

const overSoftAp = (['cookie', 'socket'] as const).flatMap((httpSession) =>
  schemes.map(({ name, ...scheme }) => ({ name: `sessions by ${httpSession}, ${name}`, httpSession, scheme })),
);

describe('from the air to the record over the unit’s own network', () => {
  it.each(overSoftAp)('$name', async ({ httpSession, scheme }) => {
    const style = { ...current, httpSession };
    await expectRecovered({ unit: { ...scheme, style, settings: { maxData: 2048, maxMessage: 3000 } } }, 'softap');
  });
});
