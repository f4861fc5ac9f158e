import { describe, expect, it } from 'vitest';
import { resumeJob } from '../../../electron/core/engine/resume-job.ts';
import { runPlan } from '../../../electron/core/engine/run-plan.ts';
import type { UnitState } from '../../../electron/core/errors/recovery-error.ts';
import type { UnitFacts } from '../../../electron/core/inspect/facts.ts';
import type { RecoveryPlan } from '../../../electron/core/plan/plan.ts';
import { planRecovery } from '../../../electron/core/plan/plan-recovery.ts';
import type { Release } from '../../../electron/core/release/manifest.ts';
import { seed, seedFactoryOnly } from '../../../electron/sim/units/seed.ts';
import { newVersion, oldVersion } from '../../../electron/sim/units/seed-firmware.ts';
import { seedRelease } from '../../../electron/sim/units/seed-release.ts';
import type { SimUnit } from '../../../electron/sim/units/sim-unit.ts';
import type { LoaderCall } from '../../support/memory-flash.ts';
import { technician } from '../../support/recovery-fixture.ts';
import { type SimBench, simBench } from '../../support/sim-bench.ts';

const { manifest, files } = seedRelease();
const release: Release = {
  manifest,
  manifestSha256: 'cd'.repeat(32),
  signedBy: 'key-1',
  images: new Map(manifest.images.map(({ sha256, file }) => [sha256, files.get(file) ?? new Uint8Array(0)])),
};
const nvs = { offset: 0x9000, end: 0xd000 };
const pulls = 100;

/** mulberry32: the same moments in every run. */
function seededRandom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Where in a run the cable is pulled: at a call, so many bytes into it. */
interface Moment {
  readonly index: number;
  readonly after: number;
}

/** A moment at random: one half of them anywhere in the bytes that move, the other half at any call. */
function momentIn(calls: readonly LoaderCall[], random: number): Moment {
  if (random < 0.5) return { index: Math.floor(random * 2 * calls.length), after: 0 };
  const costs = calls.map(({ name, length }) => 1024 + (name === 'md5' ? 0 : length));
  let left = (random - 0.5) * 2 * costs.reduce((sum, cost) => sum + cost, 0);
  for (const [index, cost] of costs.entries()) {
    if (left < cost) return { index, after: Math.max(0, Math.floor(left - 1024)) };
    left -= cost;
  }
  return { index: calls.length - 1, after: 0 };
}

/** Version of the seed firmware that a start shows; undefined where none starts. */
function startedVersion(bench: SimBench): string | undefined {
  const { text, ends } = bench.start();
  if (ends !== 'running') return undefined;
  return [oldVersion, newVersion].find((version) => text.includes(`firmware version ${version}`));
}

const truth: Record<UnitState, readonly (string | undefined)[]> = {
  untouched: [oldVersion],
  'old-boots': [oldVersion],
  staged: [oldVersion],
  partial: [oldVersion, undefined, newVersion],
  'new-unconfirmed': [newVersion],
  'new-boots': [newVersion],
  unknown: [oldVersion, newVersion],
};

interface Prepared {
  readonly unit: SimUnit;
  readonly facts: UnitFacts;
  readonly plan: RecoveryPlan;
  readonly calls: readonly LoaderCall[];
}

async function prepare(unit: SimUnit): Promise<Prepared> {
  const bench = simBench({ ...unit, flash: unit.flash.slice() });
  const facts = await bench.inspect([release]);
  const planned = planRecovery(facts, release, technician);
  if (!planned.ok) throw new Error(planned.refusals.map(({ code }) => code).join(' '));
  bench.memory.calls.length = 0;
  const report = await runPlan(bench.job(planned.plan, release, facts), bench.views);
  expect(report.outcome).toBe('recovered');
  return { unit, facts, plan: planned.plan, calls: bench.memory.calls };
}

/** Runs with the cable pulled at the moment, and says what the journal vouches for and what the unit then starts. */
async function pull({ unit, facts, plan }: Prepared, moment: Moment) {
  const bench = simBench({ ...unit, flash: unit.flash.slice() });
  bench.memory.fault = ({ index }) =>
    index >= moment.index ? { code: 'port.gone', after: index === moment.index ? moment.after : 0 } : undefined;
  const report = await runPlan(bench.job(plan, release, facts), bench.views);
  bench.memory.fault = () => undefined;
  const vouched = bench.journal.findLast((entry) => 'unitState' in entry);
  const state: UnitState = vouched && 'unitState' in vouched ? vouched.unitState : 'untouched';
  expect(report.unitState).toBe(state);
  return { bench, state, started: startedVersion(bench) };
}

describe.each([
  { name: 'two slots', make: () => seed(), random: seededRandom(0x5eed) },
  { name: 'the only slot', make: () => seedFactoryOnly(), random: seededRandom(0xfac7) },
])(`the cable pulled at ${pulls} random moments, $name`, ({ make, random }) => {
  it('leaves a unit that is as the journal says, boots or can be resumed, and keeps its settings', async () => {
    const prepared = await prepare(await make());
    const seen = new Map<string, number>();
    for (let round = 0; round < pulls; round++) {
      const moment = momentIn(prepared.calls, random());
      const context = `round ${round}, call ${moment.index} + ${moment.after}`;
      const { bench, state, started } = await pull(prepared, moment);
      expect(truth[state], `${context}: ${state}`).toContain(started);
      seen.set(`${state}: ${started}`, (seen.get(`${state}: ${started}`) ?? 0) + 1);
      const hasJob = bench.journal.some(({ type }) => type === 'job');
      const job = bench.job(prepared.plan, release, prepared.facts);
      const report = hasJob ? await resumeJob([...bench.journal], job, bench.views) : await runPlan(job, bench.views);
      expect(report, context).toMatchObject({ outcome: 'recovered', unitState: 'new-boots' });
      expect(startedVersion(bench), context).toBe(newVersion);
      const settings = (flash: Uint8Array) => flash.subarray(nvs.offset, nvs.end);
      expect(Buffer.compare(settings(bench.unit.flash), settings(prepared.unit.flash)), context).toBe(0);
    }
    expect(seen.size).toBeGreaterThan(2);
    console.info(`  states seen: ${[...seen].map(([what, count]) => `${what} ×${count}`).join(', ')}`);
  });
});
