import { describe, expect, it } from 'vitest';
import { softApTarget } from '../../../electron/host/channel/target.ts';
import type { ProvisioningUnit } from '../../../electron/sim/ble/provisioning-peripheral.ts';
import type { RadioFault } from '../../../electron/sim/ble/radio-faults.ts';
import { firmwareStyles } from '../../../electron/sim/provisioning/firmware-style.ts';
import type { RecoveryUnit } from '../../../electron/sim/provisioning/recovery/recovery-unit.ts';
import { type AirBench, airBench, newImage, newVersion } from './air-bench.ts';
import { CuttingProxy } from './cutting-proxy.ts';

type Channel = 'ble' | 'softap';
const unit = { style: firmwareStyles.current, security: 2, settings: { maxData: 464, maxMessage: 496 } } as const;

/** Counts what the transfer's endpoint was sent over each channel; `onSent` is told when. */
function counting(onSent: (channel: Channel, sent: number) => void) {
  const bytes = { ble: 0, softap: 0 };
  const inFrontOf = (one: RecoveryUnit, channel: Channel): ProvisioningUnit => ({
    endpoints: one.endpoints,
    style: one.style,
    get starts() {
      return one.starts;
    },
    get isServing() {
      return one.isServing;
    },
    handle: async (endpoint, request) => {
      if (endpoint === 'rcv-fw') bytes[channel] += request.length;
      onSent(channel, bytes[channel]);
      return one.handle(endpoint, request);
    },
    resetLink: () => one.resetLink(),
  });
  return { bytes, inFrontOf };
}

/** From now on no packet to the unit arrives. */
function killRadio({ peripheral: { faults } }: AirBench): void {
  const fault: RadioFault = 'lose-link';
  for (let packet = faults.count; packet < faults.count + 10_000; packet++) faults.plan(packet, fault);
}

function expectMoved(bench: AirBench, bytes: Readonly<Record<Channel, number>>, channels: readonly Channel[]): void {
  expect(bench.events.flatMap((event) => (event.type === 'channel' ? [event.channel] : []))).toEqual(channels);
  // Each chunk has its frame around it: a tenth. Both together carried the image once.
  const { length } = newImage();
  expect(Math.min(bytes.ble, bytes.softap)).toBeGreaterThan(length / 4);
  expect(bytes.ble + bytes.softap).toBeGreaterThan(length);
  expect(bytes.ble + bytes.softap).toBeLessThan(length * 1.25);
  expect(bench.unit.firmware?.descriptor?.version).toBe(newVersion);
}

describe('a transfer that goes over to another channel', () => {
  it.each([
    ['Bluetooth dies', 'ble', 'softap'],
    ['the unit’s own network dies', 'softap', 'ble'],
  ] as const)('does not begin anew where %s', async (_, first, second) => {
    let bench: AirBench | undefined;
    let proxy: CuttingProxy | undefined;
    let isDead = false;
    const { bytes, inFrontOf } = counting((channel, sent) => {
      if (isDead || channel !== first || sent < newImage().length / 2) return;
      isDead = true;
      if (first === 'ble' && bench !== undefined) killRadio(bench);
      if (first === 'softap') for (let at = 0; at < 1000; at++) proxy?.plan(proxy.requests + at, 'request');
    });
    bench = await airBench({ unit, inFrontOf });
    proxy = new CuttingProxy(bench.url);
    const targets = { ble: bench.targets.ble, softap: softApTarget(await proxy.listen()) };
    const result = await bench.recover(bench.access([targets[first], targets[second]]));
    expect(result).toMatchObject({ kind: 'ran', report: { outcome: 'recovered', unitState: 'new-boots' } });
    expectMoved(bench, bytes, [first, second]);
  });

  it('does not begin anew where a person goes on over the other one later', async () => {
    const stop = new AbortController();
    const { bytes, inFrontOf } = counting((channel, sent) => {
      if (channel === 'ble' && sent > newImage().length / 2) stop.abort();
    });
    const bench = await airBench({ unit, inFrontOf });
    const stopped = await bench.recover(bench.access([bench.targets.ble]), stop.signal);
    expect(stopped).toMatchObject({ kind: 'ran', report: { outcome: 'failed', unitState: 'old-boots' } });
    const { report } = await bench.resume(bench.access([bench.targets.softap]));
    expect(report).toMatchObject({ outcome: 'recovered', unitState: 'new-boots' });
    expectMoved(bench, bytes, ['ble', 'softap']);
    expect(await bench.workspace.records.verify()).toMatchObject({ problem: undefined, head: { sequence: 2 } });
  });
});
