import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright';
import { describe } from 'vitest';

const names = ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser', 'chrome'];
const places = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

/** A Chromium to test in: Playwright's own, else one that the system has. */
export function findBrowser(): string | undefined {
  const inPath = (process.env.PATH ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  return [chromium.executablePath(), ...places, ...inPath].find((file) => file !== '' && existsSync(file));
}

/** A `describe` for tests in a real browser. Without one they are skipped with a banner, and fail where CI=true. */
export function describeInBrowser(name: string, tests: () => void): void {
  if (findBrowser() !== undefined) {
    describe(name, tests);
    return;
  }
  const reason = 'no Chromium was found (install one, or run `npx playwright install chromium`)';
  if (process.env.CI === 'true') throw new Error(`${name}: ${reason}`);
  console.warn(`\n*** SKIPPED (1 suite): "${name}": ${reason} ***\n`);
  describe.skip(name, tests);
}
