import { createFlashLoader } from '../../electron/adapters/esptool/loader.ts';
import type { Job } from '../../electron/core/engine/job.ts';
import type { JournalEntry } from '../../electron/core/engine/journal.ts';
import type { UnitFacts } from '../../electron/core/inspect/facts.ts';
import { inspectUnit } from '../../electron/core/inspect/inspect-unit.ts';
import type { FlashLoader } from '../../electron/core/interfaces/flash-loader.ts';
import type { Clock } from '../../electron/core/interfaces/machine.ts';
import type { SerialLink } from '../../electron/core/interfaces/serial-link.ts';
import type { RecoveryPlan } from '../../electron/core/plan/plan.ts';
import type { Release } from '../../electron/core/release/manifest.ts';
import type { Verdict } from '../../electron/core/trust/verdict.ts';
import { unitViews } from '../../electron/host/run-job.ts';
import { boot } from '../../electron/sim/boot-model.ts';
import type { BootRun } from '../../electron/sim/boot-run.ts';
import { linkTo } from '../../electron/sim/in-process-link.ts';
import { type Scheduler, virtualScheduler } from '../../electron/sim/scheduler.ts';
import type { SimUnit } from '../../electron/sim/units/sim-unit.ts';
import { VirtualUnit } from '../../electron/sim/virtual-unit.ts';
import { clockOf } from './loader-bench.ts';
import { memoryBackups } from './memory-job.ts';

/** Longer than any start takes, and than a watchdog needs for a few rounds of a loop. */
const startMs = 6000;
const connect = { before: 'default', useStub: true } as const;

/** A simulated unit with real timing behind the loader of the product; time is virtual, so nothing waits. */
export interface SimBench {
  readonly unit: VirtualUnit;
  readonly clock: Clock;
  readonly journal: JournalEntry[];
  readonly backups: ReturnType<typeof memoryBackups>;
  readonly views: typeof unitViews;
  inspect(releases: readonly Release[]): Promise<UnitFacts>;
  /** A job over a new loader on a new link to the unit, which is plugged in and on; the loader before lets go of it. */
  job(plan: RecoveryPlan, release: Release, facts: UnitFacts, link?: SerialLink): Promise<Job>;
  /** Pulls the cable before the first event that is due so many milliseconds from now. */
  unplugIn(ms: number): void;
  /** Pulls the cable, plugs it in again, listens to how the unit starts, and switches it off. */
  start(): Promise<{ readonly text: string; readonly ends: BootRun['ends'] }>;
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

export function simBench({ chip, flash, efuse }: SimUnit): SimBench {
  let ends: BootRun['ends'] = 'dead';
  const { scheduler, setAlarm } = alarmedScheduler();
  const unit = new VirtualUnit({
    chip,
    flash,
    efuse,
    timing: 'real',
    clock: scheduler,
    bootModel: (booting, cause) => {
      const run = boot(booting, cause);
      ends = run.ends;
      return run;
    },
  });
  const clock = clockOf(scheduler);
  const journal: JournalEntry[] = [];
  const backups = memoryBackups();
  let loader: FlashLoader | undefined;
  const openLoader = async (link = linkTo(unit)) => {
    await loader?.disconnect('none');
    if (!unit.plugged) unit.plug();
    unit.powerOn();
    loader = createFlashLoader(link, { clock, rememberedBaudRate: new Map() });
    return loader;
  };
  return {
    unit,
    clock,
    journal,
    backups,
    views: { ...unitViews, judge: async () => reachable },
    async inspect(releases) {
      const opened = await openLoader();
      return inspectUnit(opened, await opened.connect(connect), {
        releases: releases.map(({ manifest }) => manifest),
        now: '2026-01-01T00:00:00.000Z',
        simulated: true,
      });
    },
    job: async (plan, release, facts, link) => ({
      plan,
      release,
      factsBefore: facts,
      verdictBefore: undefined,
      loader: await openLoader(link),
      connect,
      journal: { append: async (entry) => void journal.push(JSON.parse(JSON.stringify(entry))) },
      backups,
      clock,
      operator: 'Ada',
      confirmedHash: plan.hash,
      releases: [release.manifest],
      emit: () => {},
    }),
    unplugIn: (ms) => setAlarm(scheduler.now() + ms, () => unit.unplug()),
    async start() {
      const decoder = new TextDecoder();
      let text = '';
      unit.unplug();
      const stop = unit.onTransmit((chunk) => {
        text += decoder.decode(chunk, { stream: true });
      });
      unit.plug();
      await clock.sleep(startMs);
      unit.powerOff();
      stop();
      return { text, ends };
    },
  };
}

/**
 * Virtual time with an alarm. An event of its own would come too early: where our side waits for something real, such
 * as compression, it would be the only one, and time would jump to it.
 */
function alarmedScheduler() {
  const virtual = virtualScheduler();
  let alarmMs = Number.POSITIVE_INFINITY;
  let ring = () => {};
  const scheduler: Scheduler = {
    now: virtual.now,
    at: (dueMs, run) =>
      virtual.at(dueMs, (atMs) => {
        if (atMs >= alarmMs) {
          alarmMs = Number.POSITIVE_INFINITY;
          ring();
        }
        run(atMs);
      }),
  };
  const setAlarm = (dueMs: number, action: () => void) => {
    alarmMs = dueMs;
    ring = action;
  };
  return { scheduler, setAlarm };
}
