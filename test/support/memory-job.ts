import { sha256Hex } from '../../electron/core/bytes/digest.ts';
import type { BackupInfo, BackupPiece, BackupStore } from '../../electron/core/engine/backup-store.ts';
import type { EngineEvent } from '../../electron/core/engine/events.ts';
import type { Job, UnitViews } from '../../electron/core/engine/job.ts';
import type { JournalEntry } from '../../electron/core/engine/journal.ts';
import { RecoveryError } from '../../electron/core/errors/recovery-error.ts';
import { isBootable, parseAppImage } from '../../electron/core/formats/app-image.ts';
import { parseOtadata, selectBootOrder } from '../../electron/core/formats/otadata.ts';
import type { PartitionFacts } from '../../electron/core/inspect/facts.ts';
import type { Clock } from '../../electron/core/interfaces/machine.ts';
import type { PlanPolicy, RecoveryPlan } from '../../electron/core/plan/plan.ts';
import { planRecovery } from '../../electron/core/plan/plan-recovery.ts';
import type { Release } from '../../electron/core/release/manifest.ts';
import type { Verdict } from '../../electron/core/trust/verdict.ts';
import { type MemoryFlash, memoryFlash } from './memory-flash.ts';
import { type FixtureUnit, fixtureMac, technician } from './recovery-fixture.ts';

/** A clock that only moves when somebody sleeps. */
export function stoppedClock(): Clock {
  let now = Date.UTC(2026, 0, 1);
  return {
    now: () => now,
    monotonicMs: () => now,
    async sleep(ms) {
      now += ms;
    },
  };
}

/** Backups in memory, as they would come back from the store. */
export function memoryBackups(): BackupStore & {
  readonly saved: Map<string, { info: BackupInfo; pieces: BackupPiece[] }>;
} {
  const saved = new Map<string, { info: BackupInfo; pieces: BackupPiece[] }>();
  return {
    saved,
    async save({ mac }, pieces) {
      const id = `backup-${saved.size + 1}`;
      const described = pieces.map(({ offset, bytes }) => ({ offset, length: bytes.length, sha256: sha256Hex(bytes) }));
      const info = { id, mac, createdAt: '2026-01-01T00:00:00.000Z', pieces: described };
      saved.set(id, { info, pieces: pieces.map(({ offset, bytes }) => ({ offset, bytes: bytes.slice() })) });
      return info;
    },
    async load(id) {
      const found = saved.get(id);
      if (!found) throw new RecoveryError('backup.unreadable', { id });
      return found;
    },
    list: async () => [...saved.values()].map(({ info }) => info),
  };
}

/** Which slot boots from these bytes, by the bootloader's own order. */
export function bootedSlot(flash: Uint8Array, partitions: readonly PartitionFacts[]): PartitionFacts | undefined {
  const otadata = partitions.find(({ type, subtype }) => type === 1 && subtype === 0);
  const records = otadata && parseOtadata(flash.subarray(otadata.offset, otadata.offset + otadata.size));
  const order = selectBootOrder(records?.ok ? records.value : undefined, partitions) as PartitionFacts[];
  return order.find(({ offset, size }) => {
    const image = parseAppImage(flash.subarray(offset, offset + size));
    return image.ok && isBootable(image.value);
  });
}

/** The version in the descriptor of the image that boots; undefined where none does. */
export function bootedVersion(flash: Uint8Array, partitions: readonly PartitionFacts[]): string | undefined {
  const slot = bootedSlot(flash, partitions);
  if (!slot) return undefined;
  const image = parseAppImage(flash.subarray(slot.offset, slot.offset + slot.size));
  return image.ok ? image.value.descriptor?.version : undefined;
}

/** What the console of such a unit prints. */
export function bootText(flash: Uint8Array, partitions: readonly PartitionFacts[]): string {
  const slot = bootedSlot(flash, partitions);
  const lines = [
    'rst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)',
    'I (29) boot: ESP-IDF v3.2-103-g4aa1058e8 2nd stage bootloader',
    ...(slot
      ? [
          `I (500) boot: Loaded app from partition at offset 0x${slot.offset.toString(16)}`,
          'I (600) cpu_start: Pro cpu up.',
          `seed ${bootedVersion(flash, partitions)}`,
          'ready',
        ]
      : ['E (500) boot: No bootable app partitions in the partition table']),
  ];
  return lines.join('\r\n');
}

/** A unit in memory and a job that recovers it. */
export interface JobBench {
  readonly unit: FixtureUnit;
  readonly memory: MemoryFlash;
  readonly plan: RecoveryPlan;
  readonly job: Job;
  readonly views: UnitViews;
  readonly journal: JournalEntry[];
  readonly backups: ReturnType<typeof memoryBackups>;
  readonly events: EngineEvent[];
  verdict: Verdict['status'];
}

export function jobBench(unit: FixtureUnit, release: Release, policy: PlanPolicy = technician): JobBench {
  const result = planRecovery(unit.facts, release, policy);
  if (!result.ok) throw new Error(result.refusals.map(({ code }) => code).join(' '));
  return benchOf(unit, release, result.plan);
}

/** The same with any plan, also one that no guard would let pass. */
export function benchOf(unit: FixtureUnit, release: Release, plan: RecoveryPlan): JobBench {
  const memory = memoryFlash(unit.flash);
  const { partitions } = unit.facts.layout;
  memory.boot = () => bootText(memory.flash, partitions);
  const journal: JournalEntry[] = [];
  const events: EngineEvent[] = [];
  const backups = memoryBackups();
  const job: Job = {
    plan,
    release,
    factsBefore: unit.facts,
    verdictBefore: undefined,
    loader: memory.loader,
    connect: { before: 'default', useStub: true },
    journal: { append: async (entry) => void journal.push(JSON.parse(JSON.stringify(entry))) },
    backups,
    clock: stoppedClock(),
    operator: 'Ada',
    confirmedHash: plan.hash,
    releases: [release.manifest],
    emit: (event) => events.push(event),
  };
  const bench: JobBench = {
    unit,
    memory,
    plan,
    job,
    journal,
    backups,
    events,
    verdict: 'reachable',
    views: {
      readMac: async () => memory.mac,
      inspect: async () => unit.facts,
      judge: async () => verdictOf(bench.verdict),
    },
  };
  return bench;
}

function verdictOf(status: Verdict['status']): Verdict {
  return { schema: 1, status, reasons: [], outcomes: [], path: [], until: undefined, remedies: [], missing: [] };
}

export { fixtureMac };
