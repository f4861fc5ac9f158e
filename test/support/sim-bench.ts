import { viewOf } from '../../electron/core/bytes/byte-view.ts';
import { chips } from '../../electron/core/chips/catalogue.ts';
import type { ChipFamily } from '../../electron/core/chips/chip.ts';
import { readMac } from '../../electron/core/chips/read-mac.ts';
import type { Job, UnitViews } from '../../electron/core/engine/job.ts';
import type { JournalEntry } from '../../electron/core/engine/journal.ts';
import type { UnitFacts } from '../../electron/core/inspect/facts.ts';
import { inspectUnit } from '../../electron/core/inspect/inspect-unit.ts';
import type { RecoveryPlan } from '../../electron/core/plan/plan.ts';
import type { Release, ReleaseManifest } from '../../electron/core/release/manifest.ts';
import type { Verdict } from '../../electron/core/trust/verdict.ts';
import { boot } from '../../electron/sim/boot-model.ts';
import type { BootRun } from '../../electron/sim/boot-run.ts';
import { fuseWords } from '../../electron/sim/security/fuses.ts';
import type { SimUnit } from '../../electron/sim/units/sim-unit.ts';
import { type MemoryChip, type MemoryFlash, memoryFlash } from './memory-flash.ts';
import { memoryBackups, stoppedClock } from './memory-job.ts';

const apbDateRegister = 0x3ff6607c;

/** A unit whose flash is in memory and whose boots are those of the simulator: ROM, bootloader and app. */
export interface SimBench {
  readonly unit: SimUnit;
  readonly memory: MemoryFlash;
  readonly journal: JournalEntry[];
  readonly backups: ReturnType<typeof memoryBackups>;
  readonly views: UnitViews;
  inspect(releases: readonly Release[]): Promise<UnitFacts>;
  job(plan: RecoveryPlan, release: Release, facts: UnitFacts): Job;
  /** Starts the unit from its flash, as a power-up does. */
  start(): { readonly text: string; readonly ends: BootRun['ends'] };
}

const reachable: Verdict = {
  schema: 1,
  status: 'reachable',
  reasons: [],
  outcomes: [],
  path: [],
  until: undefined,
  remedies: [],
  missing: [],
};

export function simBench(unit: SimUnit): SimBench {
  const memory = memoryFlash(unit.flash, chipOf(unit));
  const journal: JournalEntry[] = [];
  const backups = memoryBackups();
  const start = () => startUnit(unit);
  memory.boot = () => start().text;
  const connect = { before: 'default', useStub: true } as const;
  const look = async (releases: readonly ReleaseManifest[], bootLog?: string) =>
    inspectUnit(memory.loader, await memory.loader.connect(connect), {
      releases,
      now: '2026-01-01T00:00:00.000Z',
      simulated: true,
      bootLog,
    });
  return {
    unit,
    memory,
    journal,
    backups,
    start,
    views: {
      readMac,
      inspect: ({ releases }, _chip, bootLog) => look(releases, bootLog),
      judge: async () => reachable,
    },
    inspect: (releases) => look(releases.map(({ manifest }) => manifest)),
    job: (plan, release, facts) => ({
      plan,
      release,
      factsBefore: facts,
      verdictBefore: undefined,
      loader: memory.loader,
      connect,
      journal: { append: async (entry) => void journal.push(JSON.parse(JSON.stringify(entry))) },
      backups,
      clock: stoppedClock(),
      operator: 'Ada',
      confirmedHash: plan.hash,
      releases: [release.manifest],
      emit: () => {},
    }),
  };
}

function startUnit({ chip, flash, efuse }: SimUnit): ReturnType<SimBench['start']> {
  const { output, ends } = boot({
    chip,
    efuse: fuseWords(efuse),
    faults: { brownOutAtBoot: false },
    flash: {
      bytes: flash,
      erase: (offset, end) => void flash.fill(0xff, offset, end),
      program: (offset, data) => {
        for (const [index, byte] of data.entries()) flash[offset + index] = (flash[offset + index] ?? 0) & byte;
      },
    },
  });
  return { text: output.map(({ text }) => text).join(''), ends };
}

/** The eFuse read registers, and the register that tells an ESP32's third revision bit. */
function chipOf({ chip: family, efuse, flash }: SimUnit): MemoryChip {
  const view = viewOf(efuse);
  const isRevision3 = family === 'ESP32' && (view.getUint32(20, true) & (1 << 20)) !== 0;
  return {
    family,
    flashId: (Math.log2(flash.length) << 16) | 0x40c8,
    register: (address) => {
      if (address === apbDateRegister) return isRevision3 ? 0x80000000 : 0;
      const at = imageOffset(family, address - chips[family].efuseBase);
      return at >= 0 && at + 4 <= efuse.length ? view.getUint32(at, true) : undefined;
    },
  };
}

/** Images hold block after block; on the ESP32 writing registers lie between BLK0 and BLK1 (FORMATS §9.1, §9.2). */
function imageOffset(family: ChipFamily, register: number): number {
  if (family === 'ESP32-C3') return register - 0x2c;
  return register < 0x1c ? register : register - 0x38 + 0x1c;
}
