import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CDPSession, Page } from 'playwright';
import { build } from 'vite';
import { createDeviceHost } from '../../electron/host/app/device-host.ts';
import { loadTexts } from '../../electron/host/locale-texts.ts';
import { openWorkspace } from '../../electron/host/workspace.ts';
import { serveApp } from '../../electron/serve/serve-app.ts';
import { launchBrowser } from '../support/browser.ts';
import { findBrowser } from '../support/find-browser.ts';
import { type LongestTask, watchMainThread } from './main-thread.ts';

/** What the batch screen costs the browser while all stations are at work. */
export interface ScreenCase {
  readonly units: number;
  readonly longestTask: LongestTask;
  /** Highest of the samples, garbage included. */
  readonly peakHeapBytes: number;
  readonly wallMs: number;
}

const sampleMs = 1000;

/** A batch of paced training units in the real page, in a real browser, as `unstrand serve --sim` shows it; undefined without a browser. */
export async function runScreenCase(units: 16 | 32): Promise<ScreenCase | undefined> {
  if (findBrowser() === undefined) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'unstrand-bench-'));
  const pageFolder = join(folder, 'page');
  const configFile = fileURLToPath(new URL('../../renderer/vite.config.ts', import.meta.url));
  await build({ configFile, logLevel: 'warn', build: { outDir: pageFolder } });
  const host = await createDeviceHost({
    workspace: openWorkspace({ UNSTRAND_HOME: join(folder, 'home') }),
    version: '0.0.0',
    training: true,
  });
  const texts = await loadTexts('en');
  const served = { connect: host.connect, grant: host.grant, describePlan: () => undefined };
  const app = await serveApp(served, pageFolder, texts);
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(app.url);
    await openBatch(page, units);
    return { units, ...(await watchBatch(page, units)) };
  } finally {
    await browser.close();
    await app.close();
    await host.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function openBatch(page: Page, units: number): Promise<void> {
  await page.getByRole('link', { name: 'Batch' }).click();
  await page.getByLabel('Operator').fill('Bench');
  await page.getByRole('button', { name: 'How many' }).click();
  await page.getByRole('option', { name: String(units), exact: true }).click();
  await page.getByRole('button', { name: 'Plug them in' }).click();
  await page.getByText(`${units} plugged in`).waitFor({ timeout: 120_000 });
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
  while (!(await isOver(page))) {
    peakHeapBytes = Math.max(peakHeapBytes, await heapBytes(session));
    await page.waitForTimeout(sampleMs);
  }
  const wallMs = performance.now() - began;
  return { longestTask: await stopWatching(), peakHeapBytes, wallMs };
}

/** No unit is at work or in the queue. */
async function isOver(page: Page): Promise<boolean> {
  const atWork = page.getByText('At work', { exact: true }).locator('xpath=../dd');
  return (await atWork.textContent())?.trim() === '0';
}

async function heapBytes(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? 0;
}

/** One line for people. */
export function describeScreen({ units, longestTask, peakHeapBytes, wallMs }: ScreenCase): string {
  return [
    `${units} stations at work on the screen: ${(wallMs / 1000).toFixed(1)} s`,
    `longest task ${longestTask.cpuMs.toFixed(0)} ms of the processor, ${longestTask.wallMs.toFixed(0)} ms by the clock`,
    `heap at most ${(peakHeapBytes / 1e6).toFixed(1)} MB`,
  ].join('; ');
}
