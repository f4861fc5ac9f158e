import { expect, it } from 'vitest';
import { describeInBrowser } from '../support/find-browser.ts';
import { expectAccessible } from './axe.ts';
import { usePages } from './open-page.ts';
import { photograph } from './screenshots.ts';

describeInBrowser('settings', () => {
  const pages = usePages();

  it('are accessible in both themes and at 200 %, where the page does not scroll sideways', async () => {
    for (const theme of ['light', 'dark'] as const) {
      const page = await pages.open({ scenario: 'settings', route: 'settings', theme });
      await page.getByRole('button', { name: 'Check for an update' }).waitFor();
      await expectAccessible(page);
      await photograph(page, `settings-${theme}`);
    }
    const page = await pages.open({ scenario: 'settings', route: 'settings', zoom: 2 });
    await page.getByRole('button', { name: 'Check for an update' }).waitFor();
    await expectAccessible(page);
    await photograph(page, 'settings-zoom');
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  });

  it('are changed by keyboard, and the host is asked for each once', async () => {
    const page = await pages.open({ scenario: 'settings', route: 'settings' });
    await page.getByRole('button', { name: /Colours/ }).press('Enter');
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.locator('html[data-theme="dark"]').waitFor();
    await page.getByRole('switch', { name: /Sound/ }).press('Space');
    await page.getByLabel('Operator').fill('Grace');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Show the tour again' }).press('Enter');
    await page.getByText('The tour begins').waitFor();
    const asked = await page.evaluate(() => window.fake?.asked.filter(({ command }) => command === 'settings.change'));
    expect(asked?.map(({ params }) => params)).toEqual([
      { theme: 'dark' },
      { sound: true },
      { operator: 'Grace' },
      { tourDone: false },
    ]);
  });

  it('offer ways to Bluetooth to technicians, and none in Guided', async () => {
    const guided = await pages.open({ scenario: 'settings-guided', route: 'settings' });
    await guided.getByRole('heading', { name: 'About' }).waitFor();
    expect(await guided.getByRole('heading', { name: 'Bluetooth' }).count()).toBe(0);

    const page = await pages.open({ scenario: 'settings', route: 'settings' });
    await page.getByRole('button', { name: /Way to this computer/ }).press('Enter');
    expect(await page.getByRole('option').allTextContents()).toEqual([
      expect.stringContaining('recommended'),
      expect.stringContaining('noble'),
      expect.stringContaining('stoprocent'),
      expect.stringContaining('BlueZ'),
    ]);
    await expectAccessible(page);
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /BlueZ.*Way to this computer|Way to this computer.*BlueZ/ }).waitFor();
    await photograph(page, 'settings-bluetooth');
    const asked = await page.evaluate(() => window.fake?.asked.filter(({ command }) => command === 'settings.change'));
    expect(asked?.map(({ params }) => params)).toEqual([{ bleBackend: 'bluez' }]);
  });

  it('let unsigned releases in only after a dialog, a tick, a button and two messages', async () => {
    const page = await pages.open({ scenario: 'settings', route: 'settings' });
    const toggle = page.getByRole('switch', { name: /nobody has signed/ });
    const allowed = () =>
      page.evaluate(() => window.fake?.asked.filter(({ command }) => command === 'settings.allow-unsigned').length);
    await toggle.press('Space');
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    expect(await dialog.getByRole('button', { name: 'Allow unsigned releases' }).isDisabled()).toBe(true);
    await expectAccessible(page);
    await photograph(page, 'developer');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect([await toggle.isChecked(), await allowed()]).toEqual([false, 0]);

    await toggle.press('Space');
    await dialog.getByRole('checkbox').press('Space');
    await dialog.getByRole('button', { name: 'Allow unsigned releases' }).press('Enter');
    await page.getByText('Unsigned releases are allowed on this computer').waitFor();
    expect([await toggle.isChecked(), await allowed()]).toEqual([true, 2]);
    await expectAccessible(page);
    await photograph(page, 'developer-on');
    await toggle.press('Space');
    await page.getByText('Only releases that are signed').waitFor();
    expect([await toggle.isChecked(), await allowed()]).toEqual([false, 3]);
  });

  it('look for an update and install it when asked', async () => {
    const page = await pages.open({ scenario: 'settings', route: 'settings', theme: 'dark' });
    await page.getByRole('button', { name: 'Check for an update' }).click();
    await page.getByRole('status').filter({ hasText: 'Version 0.2.0' }).waitFor();
    await page.getByRole('button', { name: 'Install and restart' }).click();
    await page.waitForFunction(() => window.fake?.asked.some(({ command }) => command === 'install-update'));
    const plain = await pages.open({ scenario: 'records-many', route: 'settings' });
    await plain.getByRole('heading', { name: 'About' }).waitFor();
    expect(await plain.getByRole('button', { name: 'Check for an update' }).count()).toBe(0);
  });
});
