import type { Page } from 'playwright';
import { z } from 'zod';

/** The longest task of a page's main thread, by the clock and by what it needed of a processor itself. */
export interface LongestTask {
  /** What a person waits: on a machine that does other things as well, their time is in it. */
  readonly wallMs: number;
  /** Time of the thread itself. */
  readonly cpuMs: number;
}

const event = z.object({
  name: z.string(),
  ph: z.string(),
  pid: z.number(),
  tid: z.number(),
  dur: z.number().optional(),
  tdur: z.number().optional(),
  args: z.object({ name: z.string().optional() }).optional().catch(undefined),
});
const traceFile = z.object({ traceEvents: z.array(event) });

/** Watches every task from now on; calling what it gives ends that. Chromium's own trace, microseconds. */
export async function watchMainThread(page: Page): Promise<() => Promise<LongestTask>> {
  const browser = page.context().browser();
  if (browser === null) throw new Error('the page has no browser');
  await browser.startTracing(page, { categories: ['-*', 'toplevel', '__metadata'] });
  return async () => longestTask(JSON.parse((await browser.stopTracing()).toString('utf8')));
}

function longestTask(trace: unknown): LongestTask {
  const { traceEvents } = traceFile.parse(trace);
  const mains = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid}/${tid}`),
  );
  const tasks = traceEvents.filter(
    ({ name, ph, pid, tid }) => ph === 'X' && name === 'ThreadControllerImpl::RunTask' && mains.has(`${pid}/${tid}`),
  );
  if (tasks.length === 0) throw new Error('the trace holds no task of the page');
  const longest = (key: 'dur' | 'tdur') => tasks.reduce((most, task) => Math.max(most, task[key] ?? 0), 0) / 1000;
  return { wallMs: longest('dur'), cpuMs: longest('tdur') };
}
