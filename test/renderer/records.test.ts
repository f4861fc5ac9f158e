import { expect, it } from 'vitest';
import { describeInBrowser } from '../support/find-browser.ts';
import { expectAccessible } from './axe.ts';
import { usePages } from './open-page.ts';
import { photograph } from './screenshots.ts';

describeInBrowser('records', () => {
  const pages = usePages();
  const themes = ['light', 'dark'] as const;

  it('are accessible in both themes and at 200 %, where the page does not scroll sideways', async () => {
    for (const theme of themes) {
      const page = await pages.open({ scenario: 'records-many', route: 'records', theme });
      await page.getByRole('gridcell').first().waitFor();
      await expectAccessible(page);
      await photograph(page, `records-${theme}`);
    }
    const page = await pages.open({ scenario: 'records-many', route: 'records', zoom: 2 });
    await page.getByRole('gridcell').first().waitFor();
    await expectAccessible(page);
    await photograph(page, 'records-zoom');
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    await photograph(await pages.open({ scenario: 'records-none', route: 'records' }), 'records-none');
  });

  it('are ten thousand, of which few are in the page wherever one scrolls', async () => {
    const page = await pages.open({ scenario: 'records-many', route: 'records' });
    const rows = page.getByRole('row');
    await page.getByRole('gridcell').first().waitFor();
    const grid = page.getByRole('grid');
    expect(await grid.getAttribute('aria-rowcount')).toBe('10001');
    for (let step = 1; step <= 20; step++) {
      await grid.evaluate((element, part) => {
        element.scrollTop = element.scrollHeight * part;
      }, step / 20);
      await page.waitForTimeout(20);
      expect(await rows.count()).toBeLessThan(60);
    }
    await page.locator('[aria-rowindex="10001"]').getByText('24:6f:28:00:00:01').waitFor();
    const asked = await page.evaluate(() => window.fake?.asked.filter(({ command }) => command === 'record.search'));
    expect(asked?.length).toBeLessThan(60);
  });

  it('are searched, chosen and opened by keyboard, and the report runs nothing', async () => {
    const mayLog = /^Blocked script execution in 'blob:.* because the document's frame is sandboxed/;
    const page = await pages.open({ scenario: 'records-many', route: 'records', mayLog });
    await page.getByRole('textbox', { name: 'Search' }).fill('seed-clock');
    await page.getByText('1,428 records').waitFor();
    await page.getByRole('grid').focus();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await page.locator('[aria-selected="true"][aria-rowindex="3"]').waitFor();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Record 9989' });
    await dialog.waitFor();
    const report = page.frameLocator('iframe');
    await report.locator('#reported').waitFor();
    // The style sheet of the report applies under the policy of the page.
    expect(await report.locator('.masthead').evaluate((element) => getComputedStyle(element).display)).toBe('flex');
    await photograph(page, 'record');
    for (const name of ['Save report', 'Save PDF', 'Save label']) {
      const download = page.waitForEvent('download');
      await dialog.getByRole('button', { name }).click();
      expect((await download).suggestedFilename()).toMatch(/^(record|label)-9989\.(html|pdf|svg)$/);
    }
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(new URL(page.url()).hash).toBe('#/records');
  });

  it('prove what they should, or say from where on they do not', async () => {
    const good = await pages.open({ scenario: 'records-many', route: 'records' });
    await good.getByRole('button', { name: 'Check all records' }).click();
    await good.getByRole('status').filter({ hasText: 'unchanged and complete' }).waitFor();
    const bad = await pages.open({ scenario: 'records-broken', route: 'records', theme: 'dark' });
    await bad.getByRole('button', { name: 'Check all records' }).click();
    await bad.getByRole('alert').filter({ hasText: 'broken at record 7 (hash)' }).waitFor();
    await expectAccessible(bad);
    await photograph(bad, 'records-broken');
  });

  it('show hostile text harmlessly', async () => {
    const page = await pages.open({ scenario: 'records-hostile', route: 'records' });
    await page.getByRole('gridcell').first().waitFor();
    await photograph(page, 'records-hostile');
    await expectAccessible(page);
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
    expect(await page.locator('main').textContent()).not.toContain('\u202e');
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  });
});
