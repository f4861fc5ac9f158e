import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { describeInBrowser } from '../../support/find-browser.ts';
import { useApp } from './served-app.ts';
import { goTo, plug, skipTour } from './steps.ts';

describeInBrowser('a customer with a unit that no update reaches', () => {
  const apps = useApp();

  it('recovers it with one button', async () => {
    const { page, picture } = await apps.open({ units: ['seed'] });
    await skipTour(page);
    await goTo(page, 'guided');
    await page.getByRole('button', { name: /^Check my/ }).click();
    await page.getByRole('heading', { name: /^We can repair/ }).waitFor();
    await picture('guided-can-repair');
    await page.getByRole('button', { name: 'Repair' }).click();
    await page.getByRole('heading', { name: 'It runs again' }).waitFor({ timeout: 120_000 });
    await picture('guided-runs-again');
    await goTo(page, 'records');
    await page.getByText('2.0.0').first().waitFor();
  });

  it('holds the button where the unit does not go into download mode by itself', async () => {
    const { page, picture } = await apps.open({ units: ['wrong-strap'] });
    await skipTour(page);
    await goTo(page, 'guided');
    await page.getByRole('button', { name: /^Check my/ }).click();
    await page.getByRole('heading', { name: /^Hold the button/ }).waitFor({ timeout: 60_000 });
    await picture('guided-hold-button');
    await goTo(page, 'training');
    await goTo(page, 'guided');
  });

  it('finds a unit that is plugged in later, behind a cable that is not dead', async () => {
    const { page, picture } = await apps.open({ units: [] });
    await skipTour(page);
    await goTo(page, 'guided');
    await page.getByRole('heading', { name: /into this computer$/ }).waitFor();
    await picture('guided-plug-in');
    await page.getByRole('button', { name: /but nothing happens$/ }).click();
    await page.getByRole('heading', { name: /^Pull the cable out/ }).waitFor();
    await plug(page, 'seed');
    await goTo(page, 'guided');
    await page.getByRole('button', { name: /^Check my/ }).waitFor();
  });

  it('gets a code to read aloud where the unit cannot be repaired, which the command line decodes', async () => {
    const { page, picture } = await apps.open({ units: ['unknown-product'] });
    await skipTour(page);
    await goTo(page, 'guided');
    await page.getByRole('button', { name: /^Check my/ }).click();
    await page.getByRole('heading', { name: 'We cannot tell which product this is' }).waitFor({ timeout: 60_000 });
    await picture('guided-refused');
    const text = (await page.locator('main').textContent()) ?? '';
    const [, first = '', second = ''] = /([0-8FKMRWXY]{4})\s*[–-]\s*([0-8FKMRWXY]{4})/.exec(text) ?? [];
    const command = ['electron/cli/main.ts', 'support-code', first + second, '--json'];
    const { stdout } = await promisify(execFile)(process.execPath, command);
    expect(JSON.parse(stdout)).toMatchObject({ error: expect.stringContaining('plan.unknown-product') });
  });
});
