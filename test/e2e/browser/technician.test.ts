import type { Page } from 'playwright';
import { it } from 'vitest';
import { syntheticPki, updateHost } from '../../../electron/sim/firmware/pki.ts';
import { describeInBrowser } from '../../support/find-browser.ts';
import { useApp } from './served-app.ts';
import { byHand, goTo, openUnit, skipTour } from './steps.ts';

const job = { timeout: 120_000 };

describeInBrowser('a technician with a unit on the bench', () => {
  const apps = useApp();

  it('inspects, judges by pasted certificates, plans, recovers, and finds the record', async () => {
    const { page, picture } = await apps.open({ units: ['seed'] });
    await skipTour(page);
    await goTo(page, 'technician');
    await page.getByRole('button', { name: /^Read the unit/ }).waitFor();
    await picture('technician-ports');
    await openUnit(page);
    await page.getByText('Paste its certificates').click();
    await page.getByLabel('Name that the unit asks for').fill(updateHost);
    await page.getByLabel('Certificates as the server sends them').fill(syntheticPki().chains.moved);
    await page.getByRole('button', { name: 'Judge', exact: true }).click();
    await page.getByText('Stranded: no update reaches this unit').waitFor();
    await page.getByRole('img', { name: /Elsewhere Global Root G2/ }).waitFor();
    await picture('technician-stranded');
    await page.getByRole('button', { name: 'Make a plan' }).click();
    await page.getByText('Kept exactly as it is').waitFor();
    await picture('technician-plan');
    await page.getByLabel('Work order').fill('RMA-7');
    await page.getByLabel('Serial number').fill('SN-12');
    await page.getByLabel('Your name').fill('Ada');
    await page.getByRole('button', { name: 'Recover this unit' }).click();
    await result(page, 'Recovered').waitFor(job);
    await page.getByText('What had to survive is intact').waitFor();
    await showLogs(page);
    await picture('technician-recovered');
    await page.getByRole('link', { name: 'Record 1' }).click();
    const record = page.getByRole('dialog', { name: 'Record 1' });
    const report = record.frameLocator('iframe');
    await report.getByText('RMA-7').first().waitFor();
    await report.getByText('SN-12').first().waitFor();
    await record.getByRole('img', { name: 'Label of record 1' }).waitFor();
    await picture('record');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Check all records' }).click();
    await page.getByText('1 record checked: unchanged and complete.').waitFor();
  });

  it('goes on with a job whose cable was pulled in mid-write', async () => {
    const { page, picture, anotherPage } = await apps.open({ units: ['cable-pulled'] });
    await skipTour(page);
    await openUnit(page);
    await page.getByRole('button', { name: 'Make a plan' }).click();
    await page.getByLabel('Your name').fill('Ada');
    await page.getByRole('button', { name: 'Recover this unit' }).click();
    await result(page, 'Not finished').waitFor(job);
    await picture('technician-cable-pulled');
    const goOn = page.getByRole('button', { name: 'Go on with the job' });
    const hand = await anotherPage('training');
    await byHand(hand, 'cable-pulled', 'Plug in');
    await goOn.click();
    await result(page, 'Recovered').waitFor(job);
    await page.getByText('What had to survive is intact').waitFor();
  });

  it('does the whole recovery by keyboard', async () => {
    const { page } = await apps.open({ units: ['seed'] });
    const { keyboard } = page;
    await page.getByRole('dialog').waitFor();
    await keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await tabTo(page, 'link', 'Technician');
    await keyboard.press('Enter');
    await page.getByRole('button', { name: /^Read the unit/ }).waitFor();
    await tabTo(page, 'button', /^Read the unit/);
    await keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Trust store' }).waitFor(job);
    await tabTo(page, 'radio', 'Ask the server now');
    await keyboard.press('ArrowRight');
    await tabTo(page, 'textbox', 'Certificates as the server sends them');
    await keyboard.insertText(syntheticPki().chains.moved);
    await tabTo(page, 'button', 'Judge');
    await keyboard.press('Enter');
    await page.getByText('Stranded: no update reaches this unit').waitFor();
    await keyboard.press('p');
    await page.getByText('Kept exactly as it is').waitFor();
    await keyboard.press('/');
    // As a scanner does it: a code, Enter, the next code, Enter; nothing starts by that.
    await keyboard.type('RMA-8\nSN-13\n');
    await keyboard.type('Ada');
    await tabTo(page, 'button', 'Recover this unit');
    await keyboard.press('Enter');
    await result(page, 'Recovered').waitFor(job);
    await tabTo(page, 'link', 'Record 1');
    await keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Record 1' }).frameLocator('iframe').getByText('SN-13').first().waitFor();
    await keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });
});

function result(page: Page, outcome: string) {
  return page.getByRole('region', { name: 'Result' }).getByText(outcome, { exact: true }).first();
}

/** Opens both logs: the start with its marked lines, and the commands without their content. */
async function showLogs(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Start-up log' }).click();
  await page
    .getByRole('button', { name: /^Line \d+: as expected$/ })
    .first()
    .click();
  await page.locator('mark').filter({ hasText: 'firmware version 2.0.0' }).waitFor();
  await page.getByRole('button', { name: 'Wire log' }).click();
  const wire = page.getByRole('region', { name: 'Wire log' });
  await wire.getByText('SYNC').first().waitFor();
}

/** Presses Tab until what has the focus is of this role and name, as a person without a mouse does. */
async function tabTo(page: Page, role: 'link' | 'button' | 'radio' | 'textbox', name: string | RegExp): Promise<void> {
  const wanted = page.getByRole(role, { name, exact: true }).and(page.locator(':focus'));
  for (let presses = 0; presses < 150; presses++) {
    if ((await wanted.count()) > 0) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach ${role} ${name}`);
}
