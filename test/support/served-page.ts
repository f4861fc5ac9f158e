import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright';
import { build } from 'vite';
import { createDeviceHost } from '../../electron/host/app/device-host.ts';
import type { TrainingPace } from '../../electron/host/app/training-room.ts';
import { loadTexts } from '../../electron/host/locale-texts.ts';
import { openWorkspace } from '../../electron/host/workspace.ts';
import { serveApp } from '../../electron/serve/serve-app.ts';
import { launchBrowser } from './browser.ts';

export interface ServedPage {
  readonly page: Page;
  close(): Promise<void>;
}

/** The app in training as `unstrand serve --sim` shows it, built anew, in a real browser. */
export async function openServedPage(pace: TrainingPace): Promise<ServedPage> {
  const folder = await mkdtemp(join(tmpdir(), 'unstrand-served-'));
  const pageFolder = join(folder, 'page');
  const configFile = fileURLToPath(new URL('../../renderer/vite.config.ts', import.meta.url));
  await build({ configFile, logLevel: 'error', build: { outDir: pageFolder } });
  const workspace = openWorkspace({ UNSTRAND_HOME: join(folder, 'home') });
  const host = await createDeviceHost({ workspace, version: '0.0.0', training: true, pace });
  const served = { connect: host.connect, grant: host.grant, describePlan: () => undefined };
  const app = await serveApp(served, pageFolder, await loadTexts('en'));
  const browser = await launchBrowser();
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(app.url);
  return {
    page,
    async close() {
      await browser.close();
      await app.close();
      await host.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Plugs in so many virtual units on the batch screen. */
export async function plugInBatch(page: Page, units: 16 | 32): Promise<void> {
  await page.getByRole('link', { name: 'Batch' }).click();
  await page.getByLabel('Operator').fill('Ada');
  await page.getByRole('button', { name: 'How many' }).click();
  await page.getByRole('option', { name: String(units), exact: true }).click();
  await page.getByRole('button', { name: 'Plug them in' }).click();
  await page.getByText(`${units} plugged in`).waitFor({ timeout: 120_000 });
}

/** What one of the counters above the stations says. */
export async function batchCounter(page: Page, name: string): Promise<number> {
  const counter = page.getByRole('term').filter({ hasText: name }).locator('xpath=../dd');
  return Number.parseInt((await counter.textContent()) ?? '', 10);
}
