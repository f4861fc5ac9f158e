import type { BootingUnit, BootModel, ResetCause } from './boot-run.ts';
import type { Cancel, Scheduler } from './scheduler.ts';
import type { Timing } from './timing.ts';
import type { Uart } from './uart.ts';

export interface BootPlayerOptions {
  readonly model: BootModel;
  readonly unit: BootingUnit;
  readonly scheduler: Scheduler;
  readonly timing: Timing;
  readonly uart: Uart;
}

/** Plays starts from flash from `startMs` on, one after the other while they end in a loop. Gives the way to stop it. */
export function playBoot(options: BootPlayerOptions, cause: ResetCause, startMs: number): Cancel {
  const { model, unit, scheduler, timing, uart } = options;
  let pending: Cancel = () => {};
  let loops = 0;

  const start = (cause: ResetCause) => (atMs: number) => {
    const run = model(unit, cause);
    const events = run.output.map(({ afterMs, text }) => ({ atMs: atMs + afterMs * timing.bootTimeScale, text }));
    const endMs = (events.at(-1)?.atMs ?? atMs) + timing.bootLoopMs;
    const print = (index: number) => {
      const event = events[index];
      if (event !== undefined) {
        pending = scheduler.at(event.atMs, (dueMs) => {
          uart.send(new TextEncoder().encode(event.text), dueMs);
          print(index + 1);
        });
      } else if (run.ends === 'loop' && ++loops < timing.bootLoops) {
        pending = scheduler.at(Math.max(endMs, uart.freeMs), start(run.cause ?? 'watchdog'));
      }
    };
    print(0);
  };
  pending = scheduler.at(startMs, start(cause));
  return () => pending();
}
