import type { Page } from 'playwright';
import { expect } from 'vitest';
import { goTo, skipTour } from './steps.ts';

/** What stands on the labels of the virtual units. */
export const label = { pop: 'abcd1234', username: 'wifiprov' };
/** What waits for a job takes as long as it takes. */
export const job = { timeout: 180_000 };

/** A customer's way in Guided from the first screen to the record, whatever shows the page. */
export async function recoverOverBluetooth(page: Page, picture: (name: string) => Promise<void>): Promise<void> {
  await skipTour(page);
  await goTo(page, 'guided');
  await page.getByRole('button', { name: 'Try without a cable' }).click();
  await heading(page, /^Which one is your/).waitFor(job);
  await picture('wireless-choose');
  await page.getByRole('button', { name: /^PROV_7B0001/ }).click();
  await heading(page, /^Enter the code/).waitFor(job);
  await picture('wireless-code');
  await page.getByLabel('Code from the label').fill(label.pop);
  await page.keyboard.press('Enter');
  await page.getByLabel('User name from the label').fill(label.username);
  await page.keyboard.press('Enter');
  await heading(page, /^We can repair/).waitFor(job);
  await picture('wireless-can-repair');
  await page.getByRole('button', { name: 'Repair' }).click();
  await heading(page, 'It runs again').waitFor(job);
  await page.getByText('and said so itself').waitFor();
  await picture('wireless-runs-again');
  await goTo(page, 'records');
  const row = page.getByRole('grid').getByRole('row').nth(1);
  await expect.poll(() => row.textContent()).toMatch(/1\.9\.0 → 2\.0\.0/);
}

function heading(page: Page, name: string | RegExp) {
  return page.getByRole('heading', { name, level: 1 });
}
