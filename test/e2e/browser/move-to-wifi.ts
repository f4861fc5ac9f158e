import type { Page } from 'playwright';
import { job, label } from './recover-over-bluetooth.ts';
import { goTo, skipTour } from './steps.ts';

/** A technician's way: a transfer that was begun over Bluetooth goes on over the unit's own Wi-Fi, whatever shows the page. */
export async function moveToWifi(page: Page, picture: (name: string) => Promise<void>): Promise<void> {
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
}
