import { expect, it, onTestFinished } from 'vitest';
import { describeInBrowser } from '../support/find-browser.ts';
import { batchCounter, openServedPage, plugInBatch } from '../support/served-page.ts';

describeInBrowser('a batch in the served app', () => {
  it('brings back fourteen of sixteen units, sets the stranger aside, and says what to do about the weak one', async () => {
    const { page, close } = await openServedPage('instant');
    onTestFinished(close);
    await plugInBatch(page, 16);
    await page.getByRole('button', { name: 'Start batch' }).click();
    await expect.poll(() => batchCounter(page, 'Done'), { timeout: 150_000 }).toBe(14);
    await expect.poll(() => batchCounter(page, 'Failed'), { timeout: 60_000 }).toBe(1);
    expect(await batchCounter(page, 'Set aside')).toBe(1);

    const stations = page.getByRole('list', { name: 'Stations' });
    await stations.getByRole('button', { name: /Set aside Other product/ }).waitFor();
    await stations.getByRole('button', { name: /Failed/ }).click();
    const sheet = page.getByRole('dialog');
    await sheet.getByText(/did not start properly: brownout/).waitFor();
    expect(await sheet.locator('code').first().textContent()).toMatch(/^.{4}-.{4}$/);
    await sheet.getByRole('img', { name: /^Label/ }).waitFor();
    await sheet.getByRole('button', { name: 'Close' }).click();

    await page.getByRole('button', { name: 'Report and export' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as web page' }).click();
    expect((await download).suggestedFilename()).toMatch(/^batch-\d+\.html$/);
    await page.keyboard.press('Escape');
  }, 300_000);
});
