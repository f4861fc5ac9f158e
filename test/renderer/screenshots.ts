import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';

const folder = process.env.UNSTRAND_SCREENSHOTS;

/** Writes what the page shows to the folder that `UNSTRAND_SCREENSHOTS` names, for people to look at; else does nothing. */
export async function photograph(page: Page, name: string): Promise<void> {
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  // A dialog covers what is in view, not the whole length of the page.
  const fullPage = (await page.getByRole('dialog').count()) === 0;
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage });
}
