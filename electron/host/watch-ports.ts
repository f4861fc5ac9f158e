import type { Unsubscribe } from '../core/interfaces/serial-link.ts';
import { machineSources, type PortSources, type PortsReport, readPortState } from './read-ports.ts';

/** The USB tree of Windows and macOS is asked through a program that takes part of a second. */
const slowPollMs = 3000;
const linuxPollMs = 1000;
/** While a unit is expected to come back under its old or another name. */
const replugPollMs = 250;
const replugMs = 15_000;
/** So many answers in a row may lack the USB tree before that is taken for the state of things. */
const maxGaps = 3;

/** Watching ports, until it is stopped. */
export interface PortWatch {
  stop: Unsubscribe;
  /** A device is about to restart: looks four times a second for the next quarter of a minute. */
  expectReplug(): void;
}

export interface PortWatchOptions {
  readonly sources?: PortSources;
  /** For tests. */
  readonly intervalMs?: number;
}

/**
 * Calls the listener with the ports at once and after every change. A system that does not answer for a moment, as while
 * a driver is being installed, changes nothing. A look begins when the one before has ended, so slow answers do not pile up.
 */
export function watchPorts(listener: (report: PortsReport) => void, options: PortWatchOptions = {}): PortWatch {
  const sources = options.sources ?? machineSources();
  const intervalMs = options.intervalMs ?? (sources.system === 'linux' ? linuxPollMs : slowPollMs);
  let known: PortsReport | undefined;
  let gaps = 0;
  let timer: NodeJS.Timeout | undefined;
  let isLooking = false;
  let stopped = false;
  let hurryUntil = Number.NEGATIVE_INFINITY;
  const schedule = () => {
    clearTimeout(timer);
    const isHurried = performance.now() < hurryUntil;
    timer = setTimeout(look, isHurried ? Math.min(replugPollMs, intervalMs) : intervalMs);
  };
  const look = async () => {
    isLooking = true;
    const report = await readPortState(sources).catch(() => undefined);
    isLooking = false;
    if (stopped) return;
    schedule();
    const isGap = report === undefined || (!report.isComplete && known?.isComplete === true);
    gaps = isGap ? gaps + 1 : 0;
    if (report === undefined || (isGap && gaps <= maxGaps) || JSON.stringify(report) === JSON.stringify(known)) return;
    known = report;
    listener(report);
  };
  void look();
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
    expectReplug() {
      hurryUntil = performance.now() + replugMs;
      if (!isLooking && !stopped) schedule();
    },
  };
}
