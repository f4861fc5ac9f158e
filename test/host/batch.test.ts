import { expect, it } from 'vitest';
import type { StationEntity } from '../../electron/contract/batch-entities.ts';
import { openWorkspace, type Workspace } from '../../electron/host/workspace.ts';
import { encodeEsp32Efuse } from '../../electron/sim/units/efuse-images.ts';
import { seed } from '../../electron/sim/units/seed.ts';
import { seedRelease } from '../../electron/sim/units/seed-release.ts';
import type { SimUnit } from '../../electron/sim/units/sim-unit.ts';
import { otherProduct, size } from '../support/batch-bench.ts';
import { hostBench, signedBy } from '../support/host-bench.ts';
import type { Screen } from '../support/screen.ts';
import { plugInNew, watchFlash } from '../support/station.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const count = 16;
const weak = 4;
const stranger = 11;

function withMac(content: SimUnit, index: number): SimUnit {
  return { ...content, efuse: encodeEsp32Efuse(Uint8Array.of(0x24, 0x6f, 0x28, 0xb1, 0, index + 1), 1) };
}

function stations(screen: Screen): readonly StationEntity[] {
  return Object.values(screen.state?.stations ?? {}).sort((a, b) => a.number - b.number);
}

/** Nobody waits for a unit that does not start. */
function impatient(workspace: Workspace): Workspace {
  const { clock } = workspace;
  return { ...workspace, clock: { ...clock, sleep: (ms, signal) => clock.sleep(Math.min(ms, 10), signal) } };
}

/** A host with so many units plugged in, its release installed. */
async function bench(contents: readonly SimUnit[]) {
  const host = await hostBench({ workspace: impatient(openWorkspace({ UNSTRAND_HOME: temporaryFolder() })) });
  const screen = await host.connect();
  const units = contents.map((content, index) => plugInNew(withMac(content, index)));
  host.ports.set(...units.map(({ port }) => port));
  const file = await signedBy(screen, seedRelease({ size }));
  const { id: release } = await screen.request('release.install', { file });
  return { ...host, screen, units, release };
}

const ended: ReadonlySet<string> = new Set(['recovered', 'set-aside', 'failed', 'empty']);
const atRest = (screen: Screen) =>
  screen.until(
    ({ batch, stations: all }) =>
      batch['']?.counters.pending === 0 &&
      batch[''].counters.units > 0 &&
      Object.values(all).every(({ phase }) => ended.has(phase)),
  );

it('brings back sixteen units over the lane, two faulty ones as they must end, and hands out report and table', async () => {
  const contents = await Promise.all(
    Array.from({ length: count }, (_, index) => (index === stranger ? otherProduct() : seed({ size }))),
  );
  const { screen, units, release, host } = await bench(contents);
  const strange = units[stranger]?.unit;
  const weakUnit = units[weak]?.unit;
  if (strange === undefined || weakUnit === undefined) return expect.unreachable();
  weakUnit.faults.brownOutAtBoot = true;
  const flash = watchFlash(strange);

  const start = { release, operator: 'Ada', workOrder: 'RMA-7', needsSerial: false };
  await screen.request('batch.start', start);
  expect(host.jobsRunning()).toBe(true);
  expect(await screen.refusal('batch.start', start)).toBe('app.work-under-way');
  expect(await screen.refusal('training.start', {})).toBe('app.work-under-way');
  await atRest(screen);

  expect(stations(screen).map(({ phase }) => phase)).toEqual(
    Array.from({ length: count }, (_, index) =>
      index === stranger ? 'set-aside' : index === weak ? 'failed' : 'recovered',
    ),
  );
  expect(stations(screen)[weak]).toMatchObject({
    error: {
      code: 'engine.boot-failed',
      unitState: 'new-unconfirmed',
      supportCode: expect.stringMatching(/^.{4}-.{4}$/),
    },
    record: expect.any(Number),
  });
  expect(stations(screen)[stranger]).toMatchObject({ error: { code: 'plan.unknown-product', unitState: 'untouched' } });
  expect(flash.unchanged()).toBe(true);
  expect(screen.state?.batch['']).toMatchObject({
    status: 'running',
    operator: 'Ada',
    counters: { units: 16, recovered: 14, setAside: 1, failed: 1, interrupted: 0, pending: 0 },
  });

  const { html } = await screen.request('batch.report', {});
  expect(html).toContain('RMA-7');
  expect(html).toContain('plan.unknown-product');
  const { file } = await screen.request('batch.export', { format: 'csv' });
  const lines = Buffer.from(file, 'base64').toString().trim().split('\r\n');
  expect(lines).toHaveLength(count + 1);
  expect(lines.filter((line) => line.includes(',failed,') && line.includes('engine.boot-failed'))).toHaveLength(1);
  await screen.request('batch.stop', {});
  await screen.until(({ batch }) => batch['']?.status === 'stopped');
  expect(host.jobsRunning()).toBe(false);
});

it('waits for serial numbers, and takes another operator on while it runs', async () => {
  const { screen, release, units, ports } = await bench([await seed({ size }), await seed({ size })]);
  await screen.request('batch.start', { release, operator: 'Ada', needsSerial: true });
  await screen.until(
    (state) => Object.values(state.stations).filter(({ phase }) => phase === 'needs-serial').length === 2,
  );
  await screen.request('batch.assign', { station: 1, serial: ' SN-1\n' });
  expect(await screen.refusal('batch.assign', { station: 2, serial: 'SN-1' })).toBe('batch.serial-taken');
  expect(await screen.refusal('batch.assign', { station: 9, serial: 'SN-9' })).toBe('batch.no-such-station');
  await screen.until(({ stations: all }) => all['1']?.phase === 'recovered');
  expect(stations(screen)[0]).toMatchObject({ serial: 'SN-1', outcome: 'boots-unjudged' });

  // Unplugged and plugged in again, the other unit begins anew: under the name of whoever works now.
  await screen.request('batch.operator', { operator: 'Bo' });
  await screen.request('batch.assign', { station: 2, serial: 'SN-2' });
  await atRest(screen);
  ports.set(units[0]?.port ?? '');
  await screen.until(({ stations: all }) => all['2']?.phase === 'empty');
  expect(screen.state?.batch['']).toMatchObject({ operator: 'Bo', counters: { recovered: 2 } });
});

it('refuses to act where no batch was begun, and starts none without its release', async () => {
  const { connect } = await hostBench();
  const screen = await connect();
  for (const command of ['batch.pause', 'batch.resume', 'batch.stop', 'batch.report'] as const) {
    expect(await screen.refusal(command, {}), command).toBe('batch.none');
  }
  const release = 'ab'.repeat(32);
  expect(await screen.refusal('batch.start', { release, operator: 'Ada', needsSerial: false })).toBe(
    'app.unknown-release',
  );
});
