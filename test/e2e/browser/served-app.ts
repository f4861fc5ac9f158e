import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { launchBrowser } from '../../support/browser.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

export interface AppChoice {
  /** Virtual units that are plugged in from the start. */
  readonly units?: readonly string[];
  /** `paced` as boards are; for what takes time on purpose. */
  readonly pace?: 'paced' | 'instant';
}

/** The app in a browser as a person has it: `unstrand serve` as its own process, one page. */
export interface OpenedApp {
  readonly page: Page;
  /** What a person types to agree to something. */
  readonly secret: string;
  /** Writes a picture of the page as it is, where UNSTRAND_SCREENSHOTS names a folder. */
  picture(name: string): Promise<void>;
}

/** Opens apps that end with the test; errors of the page fail it. Call at the top of a `describe`. */
export function useApp(): { readonly open: (choice?: AppChoice) => Promise<OpenedApp> } {
  let browser: Browser;
  let contexts: BrowserContext[] = [];
  let servers: ChildProcess[] = [];
  let failures: string[] = [];
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  beforeEach(() => {
    failures = [];
  });
  afterEach(async () => {
    for (const context of contexts) await context.close();
    for (const server of servers) await endServer(server);
    contexts = [];
    servers = [];
    expect(failures).toEqual([]);
  });
  afterAll(() => browser?.close());
  return {
    async open({ units = ['seed'], pace = 'instant' } = {}) {
      const { server, url } = await startServer(units, pace);
      servers.push(server);
      const context = await browser.newContext({ viewport: { width: 1280, height: 860 } });
      contexts.push(context);
      const page = await context.newPage();
      page.on('pageerror', (error) => failures.push(String(error)));
      page.on('console', (message) => message.type() === 'error' && failures.push(message.text()));
      await page.goto(url);
      await page.locator('main h1').waitFor();
      return { page, secret: url.slice(-8), picture: (name) => takePictures(page, name) };
    },
  };
}

async function startServer(units: readonly string[], pace: 'paced' | 'instant') {
  const fast = pace === 'instant' ? ['--fast'] : [];
  const server = spawn(
    process.execPath,
    ['electron/cli/main.ts', 'serve', '--json', '--sim', units.join(',') || ',', ...fast],
    { env: { ...process.env, UNSTRAND_HOME: temporaryFolder() }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const lines = createInterface({ input: server.stdout });
  const [line] = await once(lines, 'line');
  return { server, url: JSON.parse(line).url as string };
}

async function endServer(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return;
  const ended = once(server, 'exit');
  server.kill('SIGINT');
  await ended;
}

/** Both themes. */
async function takePictures(page: Page, name: string): Promise<void> {
  const folder = process.env.UNSTRAND_SCREENSHOTS;
  if (folder === undefined) return;
  await mkdir(folder, { recursive: true });
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`), fullPage: true });
  }
  await page.emulateMedia({ colorScheme: 'light' });
}
