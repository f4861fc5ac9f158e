import { expect } from 'vitest';
import { runPlan } from '../../../electron/core/engine/run-plan.ts';
import type { UnitState } from '../../../electron/core/errors/recovery-error.ts';
import type { PartitionEntry } from '../../../electron/core/formats/partition-table.ts';
import type { UnitFacts } from '../../../electron/core/inspect/facts.ts';
import type { RecoveryPlan } from '../../../electron/core/plan/plan.ts';
import { planRecovery } from '../../../electron/core/plan/plan-recovery.ts';
import { factoryOnlyTable, twoSlotTable } from '../../../electron/sim/units/seed-layout.ts';
import type { SimUnit } from '../../../electron/sim/units/sim-unit.ts';
import { noise, technician } from '../../support/recovery-fixture.ts';
import { type SimBench, simBench } from '../../support/sim-bench.ts';
import { app, release, unitOf } from './forced-plan.ts';

/** So much of each app is its own: several blocks of flash and of the wire, and yet little to wait for. */
const codeLength = 0x28000;
const slotSize = 0x60000;
const oldVersion = '1.4.2';
export const newVersion = '2.0.0';

/** A firmware that says its version when it starts. */
function radio(version: string, seed: number): Uint8Array<ArrayBuffer> {
  const code = Buffer.from(noise(codeLength, seed)).toString('latin1').replaceAll('\0', ' ');
  return app(
    {
      descriptor: { version, projectName: 'radio', idfVersion: 'v4.4.8', secureVersion: 0 },
      texts: ['Seed Radio', code],
      seed,
    },
    { lines: [{ afterMs: 100, level: 'I', tag: 'RADIO', text: `ready, firmware version ${version}` }] },
  );
}

export const radioImage = radio(newVersion, 2);
export const radioRelease = release(radioImage);

function radioUnit(table: readonly PartitionEntry[]): SimUnit {
  const small = table.map((entry) => (entry.type === 0 ? { ...entry, size: slotSize } : entry));
  return unitOf({ table: small, app: radio(oldVersion, 1) });
}

/** The unit in its two layouts: the release goes into the second slot, or over the only one. */
export const twoSlotUnit = radioUnit(twoSlotTable);
export const onlySlotUnit = radioUnit(factoryOnlyTable);

/** How far a run has come: its time, and the bytes of each direction. */
export interface Mark {
  readonly ms: number;
  readonly toChip: number;
  readonly toHost: number;
}

/** A unit with its plan, and where the steps of an undisturbed run of it begin; the last mark is the end. */
export interface Prepared {
  readonly unit: SimUnit;
  readonly facts: UnitFacts;
  readonly plan: RecoveryPlan;
  readonly marks: readonly Mark[];
}

export async function prepare(unit: SimUnit): Promise<Prepared> {
  const bench = simBench(unit);
  const facts = await bench.inspect([radioRelease]);
  const planned = planRecovery(facts, radioRelease, technician);
  if (!planned.ok) throw new Error(planned.refusals.map(({ code }) => code).join(' '));
  const { plan } = planned;
  const job = await bench.job(plan, radioRelease, facts);
  const start = markOf(bench);
  const marks: Mark[] = [];
  const mark = () => {
    const now = markOf(bench);
    marks.push({ ms: now.ms - start.ms, toChip: now.toChip - start.toChip, toHost: now.toHost - start.toHost });
  };
  mark();
  const emit = ({ type }: { readonly type: string }) => void (type === 'step-started' && mark());
  expect(await runPlan({ ...job, emit }, bench.views)).toMatchObject({ outcome: 'recovered', preservedIntact: true });
  mark();
  return { unit, facts, plan, marks };
}

function markOf({ unit, clock }: SimBench): Mark {
  const { bytesIn, bytesOut } = unit.statistics;
  return { ms: clock.monotonicMs(), toChip: bytesIn, toHost: bytesOut };
}

/** What the journal says last of the unit. */
export function vouchedState({ journal }: SimBench): UnitState {
  const last = journal.findLast((entry) => 'unitState' in entry);
  return last && 'unitState' in last ? last.unitState : 'untouched';
}

/** Version of the firmware that a start shows; undefined where none starts. */
export async function startedVersion(bench: SimBench): Promise<string | undefined> {
  const { text, ends } = await bench.start();
  if (ends !== 'running') return undefined;
  return [oldVersion, newVersion].find((version) => text.includes(`firmware version ${version}`));
}

/** Versions that may start in each state; undefined = none does. */
const truth: Record<UnitState, readonly (string | undefined)[]> = {
  untouched: [oldVersion],
  'old-boots': [oldVersion],
  staged: [oldVersion],
  partial: [oldVersion, undefined, newVersion],
  'new-unconfirmed': [newVersion],
  'new-boots': [newVersion],
  unknown: [oldVersion, newVersion],
};

/** The journal's last word must be true of how the unit starts. Gives both, as text. */
export async function expectTruth(bench: SimBench, context: string): Promise<string> {
  const state = vouchedState(bench);
  const started = await startedVersion(bench);
  expect(truth[state], `${context}: ${state}`).toContain(started);
  return `${state}: ${started}`;
}

/** Everything but what the plan writes is as it was before, NVS above all. */
export function expectPreserved({ unit: { flash } }: SimBench, { unit, plan }: Prepared, context = ''): void {
  for (const { partition, offset, length } of plan.preserved) {
    const before = unit.flash.subarray(offset, offset + length);
    expect(Buffer.compare(flash.bytes.subarray(offset, offset + length), before), `${context}: ${partition}`).toBe(0);
  }
}
