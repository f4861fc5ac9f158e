import { describe, expect, it } from 'vitest';
import { systemClock } from '../../electron/adapters/machine.ts';
import { decodeSupportCode } from '../../electron/core/support/support-code.ts';
import type { DeviceHostOptions } from '../../electron/host/app/device-host.ts';
import { seed, seedFactoryOnly } from '../../electron/sim/units/seed.ts';
import type { UnsignedRelease } from '../../electron/sim/units/seed-release.ts';
import { seedRelease } from '../../electron/sim/units/seed-release.ts';
import type { SimUnit } from '../../electron/sim/units/sim-unit.ts';
import { hostBench, signedBy } from '../support/host-bench.ts';
import type { Screen } from '../support/screen.ts';
import { plugInNew, watchFlash } from '../support/station.ts';

/** Bytes towards the unit: beyond the loader's uploads and two inspections, before the end of the image. */
const middleOfWriting = 400_000;

async function readyUnit(content: SimUnit, release: UnsignedRelease, options: Partial<DeviceHostOptions> = {}) {
  const bench = await hostBench(options);
  const screen = await bench.connect();
  const installed = await screen.request('release.install', { file: await signedBy(screen, release) });
  const { unit: device, port } = plugInNew(content);
  const { unit } = await screen.request('unit.open', { target: port });
  await screen.untilPhase(unit, 'ready');
  return { ...bench, screen, device, port, unit, release: installed.id };
}

async function planOf(screen: Screen, unit: string, release: string): Promise<string> {
  const planned = await screen.request('unit.plan', { unit, release, mode: 'technician', fullBackup: false });
  if (!planned.ok) return expect.fail(JSON.stringify(planned.refusals));
  return planned.plan.hash;
}

describe('a job', () => {
  it('that is stopped while it writes goes on with resume, seen by a screen that came later', async () => {
    const { host, connect, screen, device, unit, release } = await readyUnit(await seed(), seedRelease());
    device.faults.toChip.add({ kind: 'stall', after: middleOfWriting, forMs: 1500 });
    const planHash = await planOf(screen, unit, release);
    await screen.request('unit.recover', { unit, planHash, operator: 'Ada', serial: 'SN-1' });
    await screen.until(({ units }) => units[unit]?.progress?.step.kind === 'write');
    expect(await screen.refusal('unit.inspect', { unit })).toBe('app.unit-busy');
    expect(await screen.refusal('unit.close', { unit })).toBe('app.unit-busy');
    expect(await screen.refusal('training.start', {})).toBe('app.work-under-way');
    const other = await connect();
    expect(other.unit(unit).phase).toBe('working');
    await other.request('unit.stop', { unit });
    expect(await screen.untilPhase(unit, 'failed')).toMatchObject({
      outcome: 'failed',
      error: { code: 'engine.cancelled' },
      canResume: true,
      record: 1,
    });
    const { unitState, error } = screen.unit(unit);
    expect(['old-boots', 'untouched']).toContain(unitState);
    const spoken = decodeSupportCode(error?.supportCode ?? '');
    expect(spoken).toMatchObject({ ok: true, value: { error: 'engine.cancelled', outcome: 'failed', unitState } });
    screen.lane.close();
    await other.request('unit.resume', { unit });
    expect(host.jobsRunning()).toBe(true);
    expect(await other.untilPhase(unit, 'finished', 'failed')).toMatchObject({ unitState: 'new-boots', record: 2 });
    const { rows } = await other.request('record.search', { query: { text: 'sn-1' }, offset: 0, limit: 10 });
    expect(rows.map(({ sequence }) => sequence)).toEqual([2, 1]);
  });

  it('whose cable is pulled while it writes says what the unit is like, and goes on with resume', async () => {
    const { screen, device, unit, release } = await readyUnit(await seed(), seedRelease());
    device.faults.toChip.add({ kind: 'pull', after: middleOfWriting });
    const planHash = await planOf(screen, unit, release);
    await screen.request('unit.recover', { unit, planHash, operator: 'Ada' });
    expect(await screen.untilPhase(unit, 'failed')).toMatchObject({
      outcome: 'failed',
      unitState: 'old-boots',
      error: { code: 'port.not-found', unitState: 'old-boots' },
      canResume: true,
    });
    device.plug();
    await screen.request('unit.resume', { unit });
    expect(await screen.untilPhase(unit, 'finished', 'failed')).toMatchObject({
      unitState: 'new-boots',
      canResume: false,
    });
  });

  it('goes on when every screen is gone', async () => {
    const { connect, screen, unit, release } = await readyUnit(
      await seed({ size: 'tiny' }),
      seedRelease({ size: 'tiny' }),
    );
    const planHash = await planOf(screen, unit, release);
    await screen.request('unit.recover', { unit, planHash, operator: 'Ada' });
    screen.lane.close();
    const later = await connect();
    expect(await later.untilPhase(unit, 'finished', 'failed')).toMatchObject({ unitState: 'new-boots' });
  });

  it('of another state of the unit is refused before anything is written', async () => {
    const { screen, device, unit, release } = await readyUnit(
      await seed({ size: 'tiny' }),
      seedRelease({ size: 'tiny' }),
    );
    const planHash = await planOf(screen, unit, release);
    device.flash.bytes.fill(0xff, 0xd000, 0xf000); // otadata: another slot would start
    device.flash.bytes.set([1, 0, 0, 0], 0xd000);
    const flash = watchFlash(device);
    await screen.request('unit.recover', { unit, planHash, operator: 'Ada' });
    expect((await screen.untilPhase(unit, 'failed')).error?.code).toBe('engine.confirmation-mismatch');
    expect(flash.unchanged()).toBe(true);
    await screen.request('unit.inspect', { unit });
    await screen.untilPhase(unit, 'ready');
    expect(await screen.refusal('unit.recover', { unit, planHash, operator: 'Ada' })).toBe('app.unknown-plan');
  });
});

describe('a ticket', () => {
  it('holds for one plan, once, and five minutes', async () => {
    let aheadMs = 0;
    const clock = { ...systemClock, monotonicMs: () => systemClock.monotonicMs() + aheadMs };
    const content = await seedFactoryOnly({ size: 'tiny' });
    const bench = await readyUnit(content, seedRelease({ size: 'tiny' }), { clock });
    const { host, screen, device, unit, release } = bench;
    const planHash = await planOf(screen, unit, release);
    const other = plugInNew({ ...content, efuse: (await seed({ size: 'tiny' })).efuse });
    const second = await screen.request('unit.open', { target: other.port });
    await screen.untilPhase(second.unit, 'ready');
    const recover = { unit, planHash, operator: 'Ada' };
    const flash = watchFlash(device);
    const reasonFor = async (ticket: string) => {
      const { promise } = screen.send('unit.recover', { ...recover, ticket });
      return promise.then(
        () => 'started',
        (error) => error.envelope.params.reason,
      );
    };
    host.grant(planHash, 'old');
    aheadMs += 5 * 60_000 + 1;
    expect(await reasonFor('old')).toBe('expired');
    const { needsTicketFor } = await backupAndAskRestore(screen, second.unit);
    if (needsTicketFor === undefined) return expect.fail('no ticket needed');
    expect(host.describePlan(needsTicketFor)).toMatchObject({ summary: { code: 'summary.restore' } });
    host.grant(needsTicketFor, 'of-another-plan');
    expect(await reasonFor('of-another-plan')).toBe('other-plan');
    expect(await reasonFor('of-another-plan')).toBe('unknown');
    expect(flash.unchanged()).toBe(true);
    host.grant(planHash, 'good');
    expect(await reasonFor('good')).toBe('started');
    await screen.untilPhase(unit, 'finished', 'failed');
    const again = await planOf(screen, unit, release);
    expect(again).not.toBe(planHash);
    expect(await screen.refusal('unit.recover', { ...recover, planHash: again, ticket: 'good' })).toBe(
      'app.ticket-refused',
    );
  });
});

async function backupAndAskRestore(screen: Screen, unit: string) {
  await screen.request('unit.backup', { unit });
  await screen.until(({ units }) => units[unit]?.phase === 'ready' && units[unit].progress === undefined);
  const [backup] = await screen.request('backup.list', {});
  if (backup === undefined) return expect.fail('no backup');
  return screen.request('unit.restore', { unit, backup: backup.id });
}

describe('a backup', () => {
  it('is written back with a ticket only, and the unit is as it was', async () => {
    const { host, screen, device, unit } = await readyUnit(await seed({ size: 'tiny' }), seedRelease({ size: 'tiny' }));
    const before = device.flash.bytes.slice();
    const { needsTicketFor: planHash } = await backupAndAskRestore(screen, unit);
    const [backup] = await screen.request('backup.list', { mac: screen.unit(unit).mac });
    if (planHash === undefined || backup === undefined) return expect.fail('no backup');
    expect(backup.bytes).toBe(device.flash.bytes.length);
    device.flash.bytes.fill(0, 0x200000, 0x201000);
    const restore = { unit, backup: backup.id, planHash };
    expect(await screen.refusal('unit.restore', restore)).toBe('app.ticket-needed');
    host.grant(planHash, 'yes');
    expect(await screen.request('unit.restore', { ...restore, ticket: 'yes' })).toEqual({});
    expect((await screen.untilPhase(unit, 'finished', 'failed')).error).toBeUndefined();
    expect(Buffer.from(before).equals(device.flash.bytes)).toBe(true);
    expect(await screen.refusal('unit.restore', { unit, backup: 'none' })).toBe('backup.unreadable');
  });
});

describe('a unit', () => {
  it('says so while its port is gone, and stays', async () => {
    const { ports, screen, port, unit } = await readyUnit(await seed({ size: 'tiny' }), seedRelease({ size: 'tiny' }));
    ports.set(port, 'sim:other');
    ports.set('sim:other');
    await screen.until(({ units }) => units[unit]?.error?.code === 'port.gone');
    ports.set('sim:other', port);
    await screen.until(({ units }) => units[unit]?.error === undefined);
    expect(screen.unit(unit).phase).toBe('ready');
    await screen.request('unit.close', { unit });
    await screen.until(({ units }) => units[unit] === undefined);
  });

  it('is listened to until somebody stops it, and its log is marked', async () => {
    const { screen, unit } = await readyUnit(await seed({ size: 'tiny' }), seedRelease({ size: 'tiny' }));
    const before = screen.unit(unit).revision;
    await screen.request('unit.listen', { unit });
    await screen.until(({ units }) => (units[unit]?.revision ?? 0) > before);
    await screen.request('unit.stop', { unit });
    expect(await screen.untilPhase(unit, 'ready', 'failed')).not.toHaveProperty('error');
    expect(screen.unit(unit).phase).toBe('ready');
    const { text, marked } = await screen.request('unit.boot-log', { unit });
    expect(text).toContain('boot:0x');
    const lines = text.split('\n');
    for (const { line } of marked) expect(lines[line - 1]).toBeTruthy();
  });
});
