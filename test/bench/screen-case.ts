import { constants, loadavg, setPriority } from 'node:os';
import type { CDPSession, Page } from 'playwright';
import { skipTour } from '../e2e/browser/steps.ts';
import { findBrowser } from '../support/find-browser.ts';
import { batchCounter, openServedPage, plugInBatch } from '../support/served-page.ts';
import { type LongestTask, watchMainThread } from './main-thread.ts';

/** What the batch screen costs the browser while all stations are at work. */
export interface ScreenCase {
  readonly units: number;
  readonly longestTask: LongestTask;
  /** Highest of the samples, garbage included. */
  readonly peakHeapBytes: number;
  readonly wallMs: number;
  /** Processes that wanted a core, the last minute's mean: what is by the clock is only as quiet as the machine. */
  readonly load: number;
}

const sampleMs = 1000;

/** A batch of paced training units on the real page in a real browser, all as they must end; undefined without a browser. */
export async function runScreenCase(units: 16 | 32): Promise<ScreenCase | undefined> {
  if (findBrowser() === undefined) return undefined;
  const { page, close } = await openServedPage('paced');
  try {
    await skipTour(page);
    await plugInBatch(page, units);
    // This very process is the 32 units as well, each with a chip, a flash and a line; real ones take no time of the
    // machine that the page is on. So it stands back behind the browser, which was started before and does not.
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
    const figures = await watchBatch(page, units);
    const done = await batchCounter(page, 'Done');
    if (done !== units - units / 8) throw new Error(`${done} of ${units} units were recovered`);
    return { units, ...figures };
  } finally {
    await close();
  }
}

async function watchBatch(page: Page, units: number): Promise<Omit<ScreenCase, 'units'>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const stopWatching = await watchMainThread(page);
  const began = performance.now();
  await page.getByRole('button', { name: 'Start batch' }).click();
  await page
    .getByRole('list', { name: 'Stations' })
    .getByRole('listitem')
    .nth(units - 1)
    .waitFor();
  let peakHeapBytes = 0;
  while ((await batchCounter(page, 'At work')) > 0) {
    peakHeapBytes = Math.max(peakHeapBytes, await heapBytes(session));
    await page.waitForTimeout(sampleMs);
  }
  const wallMs = performance.now() - began;
  return { longestTask: await stopWatching(), peakHeapBytes, wallMs, load: loadavg()[0] ?? 0 };
}

async function heapBytes(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? 0;
}

/** One line for people. */
export function describeScreen({ units, longestTask, peakHeapBytes, wallMs, load }: ScreenCase): string {
  return [
    `${units} stations at work on the screen: ${(wallMs / 1000).toFixed(1)} s, the simulated units at lower priority than the browser, load ${load.toFixed(1)}`,
    `longest task ${longestTask.cpuMs.toFixed(0)} ms of the processor, ${longestTask.wallMs.toFixed(0)} ms by the clock`,
    `heap at most ${(peakHeapBytes / 1e6).toFixed(1)} MB`,
  ].join('; ');
}
