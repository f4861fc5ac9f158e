import { readFile } from 'node:fs/promises';
import { unzipSync } from 'fflate';
import type { Page } from 'playwright';
import { expect } from 'vitest';

/** Shows the support bundle, takes pictures, saves it: what the downloaded file holds, which is what was shown. */
export async function saveBundle(
  page: Page,
  picture: (name: string) => Promise<void>,
): Promise<Record<string, Uint8Array>> {
  await page.getByRole('button', { name: 'I need help' }).click();
  await page.getByRole('button', { name: 'Make a file for support' }).click();
  const tabs = page.getByRole('dialog').getByRole('tab');
  await tabs.first().waitFor();
  await picture('support-bundle');
  const shown = (await tabs.allInnerTexts()).map((text) => text.split(' (')[0]);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save the file' }).click(),
  ]);
  const saved = unzipSync(await readFile(await download.path()));
  expect(shown).toEqual(Object.keys(saved));
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  return saved;
}
