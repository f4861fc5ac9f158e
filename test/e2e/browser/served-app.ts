import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { launchBrowser } from '../../support/browser.ts';
import { type ServeChoice, type ServeProcess, startServe } from './serve-process.ts';

export interface AppChoice extends ServeChoice {
  /** What the browser may log as an error, because the test has something refused. */
  readonly mayLog?: RegExp;
}

/** The app in a browser as a person has it: `unstrand serve` as its own process, and its page. */
export interface OpenedApp {
  readonly page: Page;
  /** Another page of the same app, at a screen: what somebody else's hands do meanwhile. */
  anotherPage(screen: string): Promise<Page>;
  /** What a person types to agree to something. */
  readonly secret: string;
  /** Writes pictures of the page as it is, where UNSTRAND_SCREENSHOTS names a folder. */
  picture(name: string, page?: Page): Promise<void>;
}

/** Opens apps that end with the test; errors of their pages fail it. Call at the top of a `describe`. */
export function useApp(): { readonly open: (choice?: AppChoice) => Promise<OpenedApp> } {
  let browser: Browser;
  let contexts: BrowserContext[] = [];
  let servers: ServeProcess[] = [];
  let failures: string[] = [];
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  beforeEach(() => {
    failures = [];
  });
  afterEach(async () => {
    for (const context of contexts) await context.close();
    for (const server of servers) await server.end();
    contexts = [];
    servers = [];
    expect(failures).toEqual([]);
  });
  afterAll(() => browser?.close());
  return {
    async open({ mayLog, ...choice } = {}) {
      const server = await startServe(choice);
      servers.push(server);
      const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, locale: 'en' });
      contexts.push(context);
      context.on('weberror', (error) => failures.push(String(error.error())));
      context.on('console', (message) => {
        const text = message.text();
        if (message.type() === 'error' && mayLog?.test(text) !== true) failures.push(text);
      });
      const page = await context.newPage();
      await page.goto(server.url);
      await page.locator('main h1').waitFor();
      return {
        page,
        secret: server.url.slice(-8),
        picture: (name, shown = page) => takePictures(shown, name),
        async anotherPage(screen) {
          const other = await context.newPage();
          await other.goto(`${new URL(server.url).origin}/#/${screen}`);
          await other.locator('main h1').waitFor();
          return other;
        },
      };
    },
  };
}

/** Both themes; a dialog covers what is in view, not the whole length of the page. */
async function takePictures(page: Page, name: string): Promise<void> {
  const folder = process.env.UNSTRAND_SCREENSHOTS;
  if (folder === undefined) return;
  await mkdir(folder, { recursive: true });
  const fullPage = (await page.getByRole('dialog').count()) === 0;
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // The page follows the theme, and what it just asked for arrives.
    await page.waitForTimeout(300);
    await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`), fullPage });
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: null });
}
