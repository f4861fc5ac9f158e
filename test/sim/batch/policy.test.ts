import { describe, expect, it } from 'vitest';
import { isJobRecord } from '../../../electron/core/records/record.ts';
import { simulatedBatch } from '../../../electron/host/batch/simulated-batch.ts';
import { startBatch } from '../../../electron/host/batch/start-batch.ts';
import { recoverUnit } from '../../../electron/host/recover-unit.ts';
import { seed, seedFactoryOnly } from '../../../electron/sim/units/seed.ts';
import { allowing, batchBench, kinds, movedServer, phaseAt, size } from '../../support/batch-bench.ts';
import { watchFlash } from '../../support/station.ts';

describe('a unit whose plan has to be confirmed', () => {
  it('is set aside without a policy, and under one that does not allow just this', async () => {
    const bench = await batchBench();
    for (const policy of [undefined, allowing(['replaces-trust-store', 'no-backup'])]) {
      const { ports, units } = simulatedBatch([await seedFactoryOnly({ size })], 'instant');
      const flashes = units.map(watchFlash);
      const batch = startBatch(bench.request({ ports, policy }), bench.workspace);
      await batch.settled();
      await batch.stop();
      expect(batch.state().stations[0]?.phase).toMatchObject({
        kind: 'set-aside',
        reason: { code: 'batch.not-allowed', params: { confirmations: 'overwrites-only-slot' } },
      });
      expect(flashes.every((flash) => flash.unchanged())).toBe(true);
    }
  });

  it('is recovered under a policy that allows it, and the record names the policy', async () => {
    const bench = await batchBench();
    const policy = allowing(['overwrites-only-slot']);
    const { ports } = simulatedBatch([await seedFactoryOnly({ size })], 'instant');
    const batch = startBatch(bench.request({ ports, policy, server: movedServer() }), bench.workspace);
    await batch.settled();
    await batch.stop();
    expect(kinds(batch.state())).toEqual(['recovered']);
    const record = await bench.workspace.records.find(1);
    expect(record?.body).toMatchObject({ policy: { sha256: policy.sha256, signedBy: policy.signedBy } });
    expect(record !== undefined && isJobRecord(record) && record.body.plan.steps[0]).toMatchObject({ kind: 'backup' });
  });

  it('is set aside when the policy ends during the batch', async () => {
    const bench = await batchBench();
    let now = Date.UTC(2026, 0, 1);
    const workspace = { ...bench.workspace, clock: { ...bench.workspace.clock, now: () => now } };
    const policy = allowing(['overwrites-only-slot'], { validUntil: '2026-01-02T00:00:00Z' });
    const { ports, path } = simulatedBatch([await seedFactoryOnly({ size })], 'instant');
    const batch = startBatch(bench.request({ ports, policy }), workspace);
    batch.subscribe(({ stations }) => {
      if (stations.some(({ phase }) => phase.kind === 'connecting')) now = Date.UTC(2026, 0, 3);
    });
    now = Date.UTC(2026, 0, 3);
    const station = await phaseAt(batch, path(0), 'set-aside', 'recovered');
    await batch.stop();
    expect(station.phase).toMatchObject({ kind: 'set-aside', reason: { code: 'batch.policy-expired' } });
  });
});

describe('a policy', () => {
  it('of another product, another release or another time does not begin at all', async () => {
    const bench = await batchBench();
    const { ports } = simulatedBatch([], 'instant');
    const start = (changes: Parameters<typeof allowing>[1]) => () =>
      startBatch(bench.request({ ports, policy: allowing([], changes) }), bench.workspace);
    expect(start({ product: 'other' })).toThrow('batch.policy-other-release');
    expect(start({ releases: [{ version: '2.0.1' }] })).toThrow('batch.policy-other-release');
    expect(start({ releases: [{ manifestSha256: '00'.repeat(32) }] })).toThrow('batch.policy-other-release');
    expect(start({ validUntil: '2021-01-01T00:00:00Z' })).toThrow('batch.policy-expired');
    expect(start({ validFrom: '2099-01-01T00:00:00Z' })).toThrow('batch.policy-not-yet-valid');
    const { manifestSha256 } = bench.package.release;
    await start({ releases: [{ version: 'x' }, { manifestSha256 }] })().stop();
  });

  it('limits how many units are at work at once', async () => {
    const bench = await batchBench();
    const contents = await Promise.all(Array.from({ length: 4 }, () => seed({ size })));
    const { ports } = simulatedBatch(contents, 'instant');
    const batch = startBatch(bench.request({ ports, policy: allowing([], { maxParallel: 2 }) }), bench.workspace);
    const busy: number[] = [];
    batch.subscribe(({ state }) => {
      busy.push(kinds(state).filter((kind) => !['waiting', 'recovered'].includes(kind)).length);
    });
    expect(kinds(batch.state())).toEqual(['connecting', 'connecting', 'waiting', 'waiting']);
    await batch.settled();
    await batch.stop();
    expect(Math.max(...busy)).toBe(2);
    expect(kinds(batch.state())).toEqual(['recovered', 'recovered', 'recovered', 'recovered']);
  });
});

it('a job that a technician vouched for and that stopped is not finished by a batch', async () => {
  const bench = await batchBench();
  const { ports, units, path } = simulatedBatch([await seedFactoryOnly({ size })], 'instant');
  const abort = new AbortController();
  const stopped = await recoverUnit(
    {
      ...bench.request({ ports }),
      target: path(0),
      signal: abort.signal,
      policy: { mode: 'cli', fullBackup: false },
      confirmedHash: undefined,
      approve: async () => true,
      onPlan: () => {},
      onEvent: (event) => {
        if (event.type === 'step-started' && event.step.kind === 'write') abort.abort();
      },
    },
    bench.workspace,
  );
  expect(stopped).toMatchObject({ kind: 'ran', report: { outcome: 'failed' } });
  const flashes = units.map(watchFlash);
  const batch = startBatch(bench.request({ ports }), bench.workspace);
  await batch.settled();
  await batch.stop();
  expect(batch.state().stations[0]?.phase).toMatchObject({ kind: 'set-aside', reason: { code: 'batch.not-allowed' } });
  expect(flashes.every((flash) => flash.unchanged())).toBe(true);
});
