import type { Page } from 'playwright';
import { expect, it } from 'vitest';
import { describeInBrowser } from '../../support/find-browser.ts';
import { useApp } from './served-app.ts';
import { goTo, skipTour } from './steps.ts';

/** What stands on the labels of the virtual units. */
const label = { pop: 'abcd1234', username: 'wifiprov' };
const job = { timeout: 180_000 };

describeInBrowser('units without a cable', () => {
  const apps = useApp();

  it('a customer recovers one over Bluetooth with the code of its label', async () => {
    const { page, picture } = await apps.open({ units: [] });
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
  });

  it('a technician moves a transfer from Bluetooth to the Wi-Fi of the unit', async () => {
    const { page, picture } = await apps.open({ units: [], pace: 'paced' });
    await skipTour(page);
    await goTo(page, 'technician');
    await page.getByText('Look for units').click();
    const row = page.getByRole('listitem').filter({ hasText: 'ble:246f287b0003' });
    await row.getByRole('button', { name: 'Read the unit PROV_7B0001' }).click(job);
    await page.getByText('This unit asks for its code').waitFor(job);
    const qr = JSON.stringify({ ver: 'v1', name: 'PROV_7B0001', transport: 'ble', ...label });
    await page.getByLabel('Code from the label').fill(qr);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Trust store' }).waitFor(job);
    await picture('wireless-unit');
    await page.getByLabel('Your name').fill('Ada');
    await page.getByRole('button', { name: 'Make a plan' }).click();
    await page.getByRole('button', { name: 'Recover this unit' }).click(job);
    await page.getByRole('progressbar', { name: /^Send the firmware/ }).waitFor(job);
    await page.getByRole('button', { name: /^Go on here: softap:/ }).click();
    await page.getByText('its own Wi-Fi').first().waitFor();
    await picture('wireless-moved');
    await page
      .getByRole('status')
      .filter({ hasText: /Recovered|boots/ })
      .waitFor(job);
    await page.getByRole('heading', { name: 'Result' }).waitFor(job);
    await picture('wireless-result');
  });
});

function heading(page: Page, name: string | RegExp) {
  return page.getByRole('heading', { name, level: 1 });
}
