import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright';
import { build } from 'vite';
import { launchBrowser } from '../support/browser.ts';
import { findBrowser } from '../support/find-browser.ts';

/** The app as it ships, under `unstrand serve`. */
export interface AppCase {
  /** From the start of the process to the first thing on screen that can be pressed, median; undefined without a browser. */
  readonly coldStartMs: number | undefined;
  readonly bundleGzipBytes: number;
}

const rounds = 5;

/** Builds command line and page, and measures them. */
export async function runAppCase(): Promise<AppCase> {
  const root = process.cwd();
  await promisify(execFile)(process.execPath, [
    join(root, 'node_modules/typescript/bin/tsc'),
    '-p',
    'tsconfig.build.json',
  ]);
  await build({ configFile: 'renderer/vite.config.ts', logLevel: 'error' });
  const bundleGzipBytes = await gzipBytes('dist/renderer');
  if (findBrowser() === undefined) return { coldStartMs: undefined, bundleGzipBytes };
  const browser = await launchBrowser();
  try {
    const starts: number[] = [];
    for (let round = 0; round < rounds; round++) starts.push(await coldStart(browser));
    return { coldStartMs: starts.sort((a, b) => a - b)[Math.floor(rounds / 2)], bundleGzipBytes };
  } finally {
    await browser.close();
  }
}

/** A new process, a new data folder, a browser without a cache: to the first control that is enabled. */
async function coldStart(browser: Browser): Promise<number> {
  const home = await mkdtemp(join(tmpdir(), 'unstrand-bench-'));
  const context = await browser.newContext();
  const page = await context.newPage();
  const began = performance.now();
  const server = spawn(process.execPath, ['dist/cli/main.js', 'serve', '--json'], {
    env: { ...process.env, UNSTRAND_HOME: home },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line] = await once(createInterface({ input: server.stdout }), 'line');
  const { url }: { readonly url: string } = JSON.parse(line);
  await page.goto(url, { waitUntil: 'commit' });
  await page.locator('[role=dialog] button:enabled, main button:enabled').first().waitFor();
  const ms = performance.now() - began;
  const exit = once(server, 'exit');
  server.kill('SIGINT');
  await exit;
  await context.close();
  await rm(home, { recursive: true, force: true });
  return ms;
}

/** Every file of a folder as a server would compress it. */
export async function gzipBytes(folder: string): Promise<number> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const sizes = files.map(async ({ parentPath, name }) => gzipSync(await readFile(join(parentPath, name))).length);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
