import { sha256Hex } from '../../../electron/core/bytes/digest.ts';
import { resumeOverEndpoints } from '../../../electron/core/engine/endpoints/resume-over-endpoints.ts';
import { runOverEndpoints } from '../../../electron/core/engine/endpoints/run-over-endpoints.ts';
import type { EngineEvent } from '../../../electron/core/engine/events.ts';
import type { EndpointJob } from '../../../electron/core/engine/job.ts';
import type { JournalEntry } from '../../../electron/core/engine/journal.ts';
import type { Report } from '../../../electron/core/engine/report.ts';
import { planOverEndpoints } from '../../../electron/core/plan/endpoints/plan-over-endpoints.ts';
import type { RecoveryPlan } from '../../../electron/core/plan/plan.ts';
import type { SignedManifest } from '../../../electron/core/provisioning/recovery/manifest.ts';
import { type RecoveryReading, readRecoveryFacts } from '../../../electron/core/provisioning/recovery/read-facts.ts';
import type { Release } from '../../../electron/core/release/manifest.ts';
import type { RecoveryUnitOptions } from '../../../electron/sim/provisioning/recovery/recovery-unit.ts';
import { fixtureRelease, technician } from '../../support/recovery-fixture.ts';
import {
  firmware,
  product,
  type RecoveryBench,
  recoveryBench,
  runningVersion,
  signedManifest,
} from '../provisioning/recovery-bench.ts';

export const oldVersion = '1.4.2';
export const newVersion = '2.0.0';
/** Where the bench's unit has its second slot, and how long each is. */
export const newSlot = 0x190000;
export const oldSlot = 0x10000;

/** A release that units take over their recovery endpoints. */
export function pushRelease(image: Uint8Array, signed: SignedManifest = signedManifest(image)): Release {
  const release = fixtureRelease(image, {
    manifest: {
      product: { id: product, name: 'Radio' },
      version: newVersion,
      knownReleases: [{ version: oldVersion, images: [], anchors: [] }],
    },
  });
  return { ...release, recovery: new Map([[sha256Hex(image), signed]]) };
}

/** A unit, a release for it, and a journal: everything of a job over recovery endpoints. */
export interface EndpointBench extends RecoveryBench {
  readonly release: Release;
  readonly image: Uint8Array;
  readonly journal: JournalEntry[];
  readonly heard: EngineEvent[];
  /** What the old firmware's slot held at first. */
  readonly oldImage: Uint8Array;
  read(): Promise<RecoveryReading>;
  plan(): Promise<RecoveryPlan>;
  run(changed?: Partial<EndpointJob>): Promise<Report>;
  resume(changed?: Partial<EndpointJob>): Promise<Report>;
}

export interface BenchContent {
  readonly image: Uint8Array;
  readonly signed?: SignedManifest;
  readonly unit?: Partial<RecoveryUnitOptions>;
  readonly limits?: { readonly request: number; readonly answer: number };
}

export function endpointBench({ image, signed, unit, limits }: BenchContent): EndpointBench {
  const bench = recoveryBench(unit, limits);
  const release = pushRelease(image, signed);
  const journal: JournalEntry[] = [];
  const heard: EngineEvent[] = [];
  const parts = {
    release,
    journal: { append: async (entry: JournalEntry) => void journal.push(JSON.parse(JSON.stringify(entry))) },
    clock: bench.clock,
    releases: [release.manifest],
    emit: (event: EngineEvent) => void heard.push(event),
    open: bench.context.reconnect,
  };
  const read = async () => {
    const session = await bench.context.reconnect(undefined);
    try {
      return await readRecoveryFacts(session, { releases: [release.manifest], now: '2026-06-01T00:00:00.000Z' });
    } finally {
      await session.close();
    }
  };
  let planned: { readonly plan: RecoveryPlan; readonly facts: RecoveryReading['facts'] } | undefined;
  const plan = async () => {
    const reading = await read();
    const link = { channel: 'ble', limits: limits ?? { request: 481, answer: 481 } } as const;
    const result = planOverEndpoints(reading, release, technician, link);
    if (!result.ok) throw new Error(result.refusals.map(({ code }) => code).join(' '));
    planned = { plan: result.plan, facts: reading.facts };
    return result.plan;
  };
  return {
    ...bench,
    release,
    image,
    journal,
    heard,
    oldImage: bench.unit.hardware.flash.bytes.slice(oldSlot, newSlot),
    read,
    plan,
    async run(changed = {}) {
      if (planned === undefined) await plan();
      if (planned === undefined) throw new Error('no plan');
      const { plan: confirmed, facts } = planned;
      const before = { factsBefore: facts, verdictBefore: undefined, operator: 'Ada', confirmedHash: confirmed.hash };
      return runOverEndpoints({ ...parts, plan: confirmed, ...before, ...changed });
    },
    resume: (changed = {}) => resumeOverEndpoints([...journal], { ...parts, ...changed }),
  };
}

let built: Uint8Array | undefined;

/** The new firmware; the same bytes each time. */
export function newFirmware(): Uint8Array {
  built ??= firmware(newVersion, 'ESP32');
  return built;
}

/** The state that the journal vouches for. */
export function vouchedState({ journal }: EndpointBench): string {
  const states = journal.flatMap((entry) => ('unitState' in entry ? [entry.unitState] : []));
  return states.at(-1) ?? 'untouched';
}

export { firmware, runningVersion, signedManifest };
