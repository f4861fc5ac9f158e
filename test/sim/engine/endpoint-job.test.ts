import { describe, expect, it } from 'vitest';
import type { EndpointJob } from '../../../electron/core/engine/job.ts';
import { RecoveryError } from '../../../electron/core/errors/recovery-error.ts';
import { openSession } from '../../../electron/core/provisioning/open-session.ts';
import { leastSecurity } from '../../../electron/core/provisioning/security-policy.ts';
import { inProcessTransport } from '../../../electron/sim/provisioning/in-process-transport.ts';
import { pop, twoSlotUnit } from '../provisioning/recovery-bench.ts';
import {
  type EndpointBench,
  endpointBench,
  firmware,
  newFirmware,
  newVersion,
  oldVersion,
  runningVersion,
  signedManifest,
} from './endpoint-bench.ts';

const kindsOf = ({ steps }: { readonly steps: readonly { readonly kind: string; readonly result: string }[] }) =>
  steps.map(({ kind, result }) => `${kind} ${result}`);

/** The old firmware is as it was, and it is what starts. */
function expectOld(bench: EndpointBench): void {
  const { bytes } = bench.unit.hardware.flash;
  expect(Buffer.compare(bytes.subarray(0x10000, 0x190000), bench.oldImage)).toBe(0);
  bench.unit.restart();
  expect(runningVersion(bench)).toBe(oldVersion);
}

describe.each([
  ['security 1', { security: 1 }],
  ['security 2, patch 0', { security: 2, patch: 0 }],
  ['security 2, patch 1', { security: 2, patch: 1 }],
] as const)('a job over %s', (_, unit) => {
  it('ends with the unit’s own report, facts and verdict', async () => {
    const bench = endpointBench({ image: newFirmware(), unit: { ...unit, unit: twoSlotUnit({ rollback: true }) } });
    const report = await bench.run();
    expect(report).toMatchObject({ outcome: 'boots-unjudged', unitState: 'new-boots', error: undefined, bootLog: '' });
    expect(kindsOf(report)).toEqual(['transfer done', 'activate done', 'report done', 'confirm done']);
    expect(report.steps[0]?.bytesWritten).toBe(bench.image.length);
    expect(report.factsAfter?.slots.find(({ label }) => label === 'ota_1')?.versions[0]?.version).toBe(newVersion);
    expect(report.verdictAfter).toBeDefined();
    bench.unit.restart();
    expect(runningVersion(bench)).toBe(newVersion);
  });

  it('tells states in the journal and bytes that are on flash in its events', async () => {
    const bench = endpointBench({ image: newFirmware(), unit });
    await bench.run();
    expect(bench.journal.map((entry) => `${entry.type} ${'unitState' in entry ? entry.unitState : ''}`.trim())).toEqual(
      [
        'job',
        'begin untouched',
        'begin old-boots',
        'end staged',
        'begin unknown',
        'end new-unconfirmed',
        'begin new-unconfirmed',
        'end new-boots',
        'begin new-boots',
        'end new-boots',
        'closed new-boots',
      ],
    );
    const moves = bench.heard.flatMap((event) => (event.type === 'step-progress' ? [event] : []));
    expect(moves[0]).toMatchObject({ done: 0, total: bench.image.length });
    expect(moves.at(-1)).toMatchObject({ done: bench.image.length, total: bench.image.length });
    expect(bench.heard.filter(({ type }) => type === 'channel')).toEqual([{ type: 'channel', channel: 'ble' }]);
  });
});

describe('a job that does not begin', () => {
  it('is over security 0 where the product has more', async () => {
    const bench = endpointBench({ image: newFirmware(), unit: { security: 0 } });
    await bench.plan();
    const open: EndpointJob['open'] = (signal) =>
      openSession(inProcessTransport(bench.unit, 'ble'), {
        credentials: { pop },
        policy: leastSecurity,
        random: { bytes: (length) => new Uint8Array(length) },
        signal,
      });
    const report = await bench.run({ open });
    expect(report).toMatchObject({ outcome: 'failed', unitState: 'untouched' });
    expect(report.error?.code).toBe('provisioning.downgraded');
    expect(bench.journal).toEqual([]);
  });

  it('was confirmed as another, or by nobody', async () => {
    const known = endpointBench({ image: newFirmware() });
    const plan = await known.plan();
    const other = { ...plan, targetSlot: 'ota_0' };
    expect(await known.run({ plan: other })).toMatchObject({ error: { code: 'engine.confirmation-mismatch' } });
    const release = { ...known.release, manifestSha256: '00' };
    expect(await known.run({ release })).toMatchObject({ error: { code: 'engine.content-missing' } });
    const { recovery: _, ...unsigned } = known.release;
    expect(await known.run({ release: unsigned })).toMatchObject({ error: { code: 'engine.content-missing' } });
    expect(known.journal).toEqual([]);
  });

  it('meets another unit, or other firmware than it was planned for', async () => {
    const bench = endpointBench({ image: newFirmware() });
    await bench.plan();
    const efuse = endpointBench({ image: newFirmware(), unit: { unit: strangerUnit() } });
    const stranger = await bench.run({ open: efuse.context.reconnect });
    expect(stranger).toMatchObject({ unitState: 'untouched', error: { code: 'provisioning.other-unit' } });
    const updated = endpointBench({
      image: newFirmware(),
      unit: { unit: twoSlotUnit({ app: firmware('1.5.0', 'ESP32') }) },
    });
    const changed = await bench.run({ open: updated.context.reconnect });
    expect(changed).toMatchObject({ unitState: 'untouched', error: { code: 'engine.unit-changed' } });
    expect(bench.journal).toEqual([]);
  });

  it.each([
    ['forged', (image: Uint8Array) => ({ ...signedManifest(image), signature: new Uint8Array(64) })],
    ['for another image', () => signedManifest(firmware('3.0.0', 'ESP32'))],
    [
      'changed after it was signed',
      (image: Uint8Array) => ({ ...signedManifest(image), manifest: signedManifest(image, { build: 9 }).manifest }),
    ],
  ])('has a manifest that is %s', async (_, signed) => {
    const image = newFirmware();
    const bench = endpointBench({ image, signed: signed(image) });
    const report = await bench.run();
    expect(report.outcome).toBe('failed');
    expect(report.error?.code).toMatch(/^provisioning\.(refused|no-progress|bad-answer|image-refused)$/);
    expect(['untouched', 'old-boots']).toContain(report.unitState);
    expectOld(bench);
  });

  it('is replayed to a unit that has gone beyond', async () => {
    const bench = endpointBench({ image: newFirmware() });
    await bench.plan();
    const later = endpointBench({
      image: firmware('2.5.0', 'ESP32'),
      signed: signedManifest(firmware('2.5.0', 'ESP32'), { build: 8 }),
    });
    await later.run();
    const report = await bench.run({ open: later.context.reconnect });
    expect(report).toMatchObject({ unitState: 'untouched', error: { code: 'engine.unit-changed' } });
    expect(runningVersion(later)).toBe('2.5.0');
  });
});

function strangerUnit() {
  const unit = twoSlotUnit();
  const efuse = unit.efuse.slice();
  const chip = { ...unit, efuse };
  efuse[4] = (efuse[4] ?? 0) ^ 1;
  return chip;
}

describe('a unit that takes the new firmware', () => {
  it('and goes back is told as such, and is read and judged as it is now', async () => {
    const image = firmware('2.0.1', 'ESP32', { crashes: true });
    const bench = endpointBench({ image, unit: { unit: twoSlotUnit({ rollback: true }) } });
    const open: EndpointJob['open'] = (signal) => {
      if (bench.unit.firmware === undefined) bench.unit.restart();
      return bench.context.reconnect(signal);
    };
    const report = await bench.run({ open });
    expect(report).toMatchObject({ outcome: 'boot-failed', unitState: 'old-boots' });
    expect(report.error).toMatchObject({ code: 'provisioning.rolled-back', params: { version: oldVersion } });
    expect(bench.journal.at(-1)).toMatchObject({ type: 'closed', outcome: 'boot-failed', unitState: 'old-boots' });
    expectOld(bench);
  });

  it('and stays away is never called a success, and its job can be finished when it is back', async () => {
    const bench = endpointBench({ image: newFirmware(), unit: { unit: twoSlotUnit({ rollback: true }) } });
    let isAway = true;
    const open: EndpointJob['open'] = async (signal) => {
      if (isAway && runningVersion(bench) === newVersion) throw new RecoveryError('provisioning.exchange-failed');
      return bench.context.reconnect(signal);
    };
    const report = await bench.run({ open });
    expect(report).toMatchObject({ outcome: 'boot-not-seen', unitState: 'new-unconfirmed' });
    expect(report.error?.code).toBe('provisioning.not-back');
    expect(bench.journal.at(-1)).toMatchObject({ type: 'error', unitState: 'new-unconfirmed' });
    // Somebody presses its button: the firmware on trial answers again.
    isAway = false;
    expect(await bench.resume({ open })).toMatchObject({ outcome: 'boots-unjudged', unitState: 'new-boots' });
    bench.unit.restart();
    expect(runningVersion(bench)).toBe(newVersion);
  });

  it('waits through a storm of BUSY and damaged chunks', async () => {
    const bench = endpointBench({ image: newFirmware() });
    await bench.plan();
    Object.assign(bench.unit.faults, { busy: 40, badCrc: 6 });
    expect(await bench.run()).toMatchObject({ unitState: 'new-boots' });
    expect(runningVersion(bench)).toBe(newVersion);
  });
});

describe('a job for the other kind of work', () => {
  it('is refused with what to do', async () => {
    const bench = endpointBench({ image: newFirmware() });
    const { over: _, ...plan } = await bench.plan();
    const report = await bench.run({ plan });
    expect(report).toMatchObject({
      unitState: 'untouched',
      error: { code: 'engine.other-channel', params: { planned: 'USB' } },
    });
  });
});
