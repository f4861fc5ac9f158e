import { expect, it } from 'vitest';
import { describeInBrowser } from '../support/find-browser.ts';
import { expectAccessible } from './axe.ts';
import { usePages } from './open-page.ts';

describeInBrowser('the shell', () => {
  const pages = usePages();

  it('is accessible in both themes and at 200 %', async () => {
    for (const theme of ['light', 'dark'] as const) {
      const page = await pages.open({ scenario: 'empty', route: 'settings', theme });
      await page.getByRole('heading', { level: 1 }).waitFor();
      await expectAccessible(page);
    }
    await expectAccessible(await pages.open({ scenario: 'empty', route: 'settings', zoom: 2 }));
  });

  it('leads to every screen by keyboard', async () => {
    const page = await pages.open({ scenario: 'empty', route: 'settings' });
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(new URL(page.url()).hash).toBe('#/guided');
  });

  it('says so when the device host is gone, and goes on when it is back', async () => {
    const page = await pages.open({ scenario: 'empty', route: 'settings' });
    await page.evaluate(() => window.fake?.drop());
    await page.getByRole('status').filter({ hasText: 'started again' }).waitFor();
    await page.getByRole('status').filter({ hasText: 'started again' }).waitFor({ state: 'detached' });
  });
});
