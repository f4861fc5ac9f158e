import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright';
import { expect, it } from 'vitest';
import { describeInBrowser } from '../../support/find-browser.ts';
import { useApp } from './served-app.ts';
import { goTo, skipTour } from './steps.ts';

const units = 16;

describeInBrowser('a repair center with sixteen units, two of them faulty', () => {
  const apps = useApp();

  it('recovers fourteen, sets one aside, says what is wrong with the other, and has the papers for it', async () => {
    const { page, picture } = await apps.open({ units: [] });
    await skipTour(page);
    await goTo(page, 'batch');
    await picture('batch-setup');
    await page.getByLabel('Operator').fill('Ada');
    await page.getByLabel('Work order').fill('RMA-16');
    await page.getByRole('button', { name: 'Plug them in' }).click();
    await page.getByText(`${units} plugged in`).waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Start batch' }).click();
    const stations = page.getByRole('list', { name: 'Stations' }).getByRole('listitem');
    await expect.poll(() => stations.count()).toBe(units);
    await picture('batch-running');
    await expect
      .poll(() => countersOf(page), { timeout: 160_000, interval: 500 })
      .toEqual({
        Done: 14,
        Failed: 1,
        'Set aside': 1,
        Unfinished: 0,
        'At work': 0,
      });
    await picture('batch-ended');
    await page.getByRole('button', { name: /^Station \d+ .*Set aside/ }).click();
    const sheet = page.getByRole('dialog');
    await sheet.getByText('Nothing on this unit shows that it is the product').waitFor();
    await picture('batch-set-aside');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^Station \d+ .*Failed/ }).click();
    await sheet
      .getByText(/did not start|supply/i)
      .first()
      .waitFor();
    await picture('batch-failed');
    await page.keyboard.press('Escape');
    const table = await saveTable(page);
    expect(table.split('\n').filter((line) => line.includes('recovered'))).toHaveLength(14);
    await goTo(page, 'records');
    await page.getByText('15 records').waitFor();
    await page.getByRole('button', { name: 'Check all records' }).click();
    await page.getByText('15 records checked: unchanged and complete.').waitFor();
    await picture('records');
  });
});

async function countersOf(page: Page): Promise<Record<string, number>> {
  const names = await page.locator('dl dt').allInnerTexts();
  const values = await page.locator('dl dd').allInnerTexts();
  return Object.fromEntries(names.map((name, index) => [name.trim(), Number.parseInt(values[index] ?? '', 10)]));
}

async function saveTable(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Report and export' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save table (CSV)' }).click(),
  ]);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  return readFile(await download.path(), 'utf8');
}
