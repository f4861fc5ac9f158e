import { expect } from 'vitest';
import { resumeJob } from '../../../electron/core/engine/resume-job.ts';
import { runPlan } from '../../../electron/core/engine/run-plan.ts';
import type { SimUnit } from '../../../electron/sim/units/sim-unit.ts';
import { type SimBench, simBench } from '../../support/sim-bench.ts';
import {
  expectPreserved,
  expectTruth,
  type Mark,
  newVersion,
  type Prepared,
  prepare,
  radioRelease,
  startedVersion,
  vouchedState,
} from './radio.ts';

/** mulberry32: the same moments in every run. */
export function seededRandom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** When the cable is pulled: after so many bytes in one direction, or after so many milliseconds. */
interface Moment {
  readonly kind: keyof Mark;
  readonly after: number;
}

/** A moment at random in a step at random, connecting included: a backup is long and a write is short. */
function momentIn(marks: readonly Mark[], random: () => number): Moment {
  const step = Math.floor(random() * (marks.length - 1));
  const kind = (['ms', 'toChip', 'toHost'] as const)[Math.floor(random() * 3)] ?? 'ms';
  const [from = 0, to = 0] = [marks[step]?.[kind], marks[step + 1]?.[kind]];
  const last = (marks.at(-1)?.[kind] ?? 0) - 1;
  return { kind, after: Math.min(Math.floor(from + random() * (to - from)), last) };
}

function pullAt({ unit, unplugIn }: SimBench, { kind, after }: Moment): void {
  if (kind === 'ms') unplugIn(after);
  else unit.faults[kind].add({ kind: 'pull', after });
}

/** Pulls the cable of a fresh unit at so many moments of its recovery; each time the job is then finished. */
export async function pullRounds(unit: SimUnit, rounds: number, random: () => number): Promise<Map<string, number>> {
  const prepared = await prepare(unit);
  const seen = new Map<string, number>();
  for (let round = 0; round < rounds; round++) {
    const moment = momentIn(prepared.marks, random);
    const outcome = await pullOnce(prepared, moment, `round ${round}, ${moment.kind} + ${moment.after}`);
    seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
  }
  console.info(`  states seen: ${[...seen].map(([what, count]) => `${what} ×${count}`).join(', ')}`);
  return seen;
}

async function pullOnce(prepared: Prepared, moment: Moment, context: string): Promise<string> {
  const { unit, facts, plan } = prepared;
  const bench = simBench(unit);
  const job = await bench.job(plan, radioRelease, facts);
  pullAt(bench, moment);
  const report = await runPlan(job, bench.views);
  expect(bench.unit.plugged, context).toBe(false);
  expect(report.unitState, context).toBe(vouchedState(bench));
  const outcome = await expectTruth(bench, context);
  expectPreserved(bench, prepared, context);
  const finished = await finish(bench, prepared);
  expect(finished, context).toMatchObject({ outcome: 'recovered', unitState: 'new-boots' });
  expect(await startedVersion(bench), context).toBe(newVersion);
  expectPreserved(bench, prepared, context);
  return outcome;
}

/** Resumes over a new link, or runs where the cable was pulled before there was a job. */
async function finish(bench: SimBench, { plan, facts }: Prepared) {
  const job = await bench.job(plan, radioRelease, facts);
  const hasJob = bench.journal.some(({ type }) => type === 'job');
  return hasJob ? resumeJob([...bench.journal], job, bench.views) : runPlan(job, bench.views);
}
