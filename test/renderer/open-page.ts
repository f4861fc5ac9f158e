import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import type { Browser, Page } from 'playwright';
import { build, type PreviewServer, preview } from 'vite';
import { afterAll, beforeAll, expect } from 'vitest';
import { pageHeaders } from '../../electron/serve/page-policy.ts';
import { launchBrowser } from '../support/browser.ts';

export interface PageChoice {
  readonly scenario: string;
  /** `technician/u1`. */
  readonly route?: string;
  readonly theme?: 'light' | 'dark';
  readonly language?: string;
  readonly mode?: string;
  readonly size?: { readonly width: number; readonly height: number };
  /** 2 = 200 %: the layout has half the room. */
  readonly zoom?: number;
  /** What the browser may log as an error, because the test has something refused. */
  readonly mayLog?: RegExp;
}

/** Stands in the test page as the server's own stands in the real one. */
const nonce = 'test';

/**
 * The test page, built once for a test file and shown in a real browser under the policy of the real one. Call at the top of a `describe`; whatever
 * the page throws or logs as an error fails the test.
 */
export function usePages(): { readonly open: (choice: PageChoice) => Promise<Page> } {
  let folder: string;
  let server: PreviewServer;
  let browser: Browser;
  const failures: string[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'unstrand-page-'));
    const shared = {
      root: fileURLToPath(new URL('./page', import.meta.url)),
      configFile: false,
      publicDir: fileURLToPath(new URL('../../renderer/public', import.meta.url)),
      logLevel: 'warn',
      build: { outDir: folder, emptyOutDir: true, modulePreload: false, minify: false },
    } as const;
    await build({ ...shared, plugins: [react()] });
    server = await preview({ ...shared, preview: { host: '127.0.0.1', port: 0, headers: pageHeaders(nonce) } });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await rm(folder, { recursive: true, force: true });
    expect(failures).toEqual([]);
  });
  return {
    async open({
      scenario,
      route = '',
      size = { width: 1280, height: 800 },
      zoom = 1,
      theme = 'light',
      mayLog,
      ...rest
    }) {
      const { port } = server.httpServer.address() as AddressInfo;
      const context = await browser.newContext({
        viewport: { width: Math.round(size.width / zoom), height: Math.round(size.height / zoom) },
        deviceScaleFactor: zoom,
        colorScheme: theme,
      });
      const page = await context.newPage();
      page.on('pageerror', (error) => failures.push(String(error)));
      page.on('console', (message) => {
        const text = message.text();
        if (message.type() === 'error' && mayLog?.test(text) !== true) failures.push(text);
      });
      const query = new URLSearchParams({ scenario, theme, ...rest });
      await page.goto(`http://127.0.0.1:${port}/?${query}#/${route}`);
      await page.locator('main').waitFor();
      return page;
    },
  };
}
