import type { EngineEvent } from '../../core/engine/events.ts';

/** Rate of each step in bytes of flash a second, from its first progress on; what was done before counts for nothing. */
export function stepRates(nowMs: () => number): (event: EngineEvent) => number | undefined {
  let from: { readonly ms: number; readonly done: number } | undefined;
  return (event) => {
    if (event.type === 'step-started' || event.type === 'retry') from = undefined;
    if (event.type !== 'step-progress') return undefined;
    from ??= { ms: nowMs(), done: event.done };
    const seconds = (nowMs() - from.ms) / 1000;
    return seconds > 0 && event.done > from.done ? (event.done - from.done) / seconds : undefined;
  };
}
