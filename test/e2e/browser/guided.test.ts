import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Page } from 'playwright';
import { expect, it } from 'vitest';
import { describeInBrowser } from '../../support/find-browser.ts';
import { formsFound } from '../../support/secret-forms.ts';
import { saveBundle } from './save-bundle.ts';
import { useApp } from './served-app.ts';
import { answerConfirm, byHand, goTo, skipTour } from './steps.ts';

/** What every virtual unit of the seed kind keeps in NVS. */
const wifiPassword = 'correct horse battery';
const job = { timeout: 120_000 };

describeInBrowser('a customer with a unit that no update reaches', () => {
  const apps = useApp();

  it('recovers it with one button, and can send support a file without a secret', async () => {
    const { page, picture } = await apps.open({ units: ['seed'] });
    await begin(page);
    await check(page);
    await heading(page, /^We can repair/).waitFor(job);
    await picture('guided-can-repair');
    await page.getByRole('button', { name: 'Repair' }).click();
    await heading(page, 'It runs again').waitFor(job);
    await picture('guided-runs-again');
    const saved = await saveBundle(page, picture);
    expect(Object.keys(saved)).toEqual(expect.arrayContaining(['manifest.json', 'facts.json', 'wire-log.jsonl']));
    const isTold = Object.values(saved).some((bytes) => Buffer.from(bytes).includes('ESP32'));
    expect(isTold).toBe(true);
    for (const [name, bytes] of Object.entries(saved)) {
      expect([name, formsFound(bytes, wifiPassword)]).toEqual([name, []]);
    }
    await goTo(page, 'records');
    const row = page.getByRole('grid').getByRole('row').nth(1);
    await expect.poll(() => row.textContent()).toMatch(/unstrand-training1\.4\.2 → 2\.0\.0Customer, guidedRecovered/);
  });

  it('holds the button where the unit does not go into download mode by itself', async () => {
    const { page, picture, anotherPage } = await apps.open({ units: ['wrong-strap'], pace: 'paced' });
    await skipTour(page);
    await goTo(page, 'settings');
    await page.getByText('Back up the whole flash before every job').click();
    await goTo(page, 'guided');
    await check(page);
    await heading(page, /^Hold the button/).waitFor(job);
    await picture('guided-hold-button');
    const hand = await anotherPage('training');
    await byHand(hand, 'wrong-strap', 'Hold the button');
    // It goes on by itself; nobody presses anything here.
    await heading(page, /^We can repair/).waitFor(job);
    await picture('guided-hold-again');
    await page.getByRole('button', { name: 'Repair' }).click();
    await page.getByText('You can let go of the button now.').waitFor(job);
    await byHand(hand, 'wrong-strap', 'Let go of the button');
    // As the page says: let go for the start that is watched, held again for the look after it.
    await page.getByText('down once more, until this page says that it runs').waitFor(job);
    await byHand(hand, 'wrong-strap', 'Hold the button');
    await heading(page, 'It runs again').waitFor(job);
  });

  it('finds a unit that is plugged in later, and goes on where its cable was pulled in mid-write', async () => {
    const { page, picture, anotherPage } = await apps.open({ units: [] });
    await begin(page);
    await heading(page, /into this computer$/).waitFor();
    await picture('guided-plug-in');
    await page.getByRole('button', { name: 'Nothing happens' }).click();
    await page.getByRole('button', { name: 'Done, still nothing' }).click();
    await page.getByRole('button', { name: 'Yes, a light is on' }).click();
    await heading(page, 'Try another cable').waitFor();
    await picture('guided-search');
    const hand = await anotherPage('training');
    await byHand(hand, 'cable-pulled', 'Plug in');
    await page.getByText('The first cable only charges.').waitFor();
    await check(page);
    await heading(page, /^We can repair/).waitFor(job);
    await page.getByRole('button', { name: 'Repair' }).click();
    await heading(page, /^Plug your .* in again$/).waitFor(job);
    await picture('guided-unplugged');
    await byHand(hand, 'cable-pulled', 'Plug in');
    await heading(page, 'It runs again').waitFor(job);
  });

  it('gets a code to read aloud where the unit cannot be repaired, which the command line decodes', async () => {
    const { page, picture } = await apps.open({ units: ['unknown-product'] });
    await begin(page);
    await check(page);
    await heading(page, 'We cannot tell which product this is').waitFor(job);
    await picture('guided-refused');
    const text = (await page.getByRole('region', { name: 'Your support code' }).textContent()) ?? '';
    const [, first = '', second = ''] = /([0-9A-Z]{4})\s*–\s*([0-9A-Z]{4})/.exec(text) ?? [];
    const command = ['electron/cli/main.ts', 'support-code', `${first}-${second}`, '--json'];
    const { stdout } = await promisify(execFile)(process.execPath, command);
    expect(JSON.parse(stdout)).toMatchObject({ error: expect.stringContaining('plan.unknown-product') });
    await goTo(page, 'records');
    await page.getByText('There are no records yet.').waitFor();
  });

  it('is asked by the server itself before the only firmware is overwritten', async () => {
    const { page, picture, secret } = await apps.open({ units: ['seed-factory-only'] });
    await begin(page);
    await check(page);
    await heading(page, /^We can repair/).waitFor(job);
    await page.getByText('From start to end your').waitFor();
    await picture('guided-confirmations');
    const repair = () => page.getByRole('button', { name: 'Repair' }).click();
    await answerConfirm(page, repair, undefined);
    await page.getByText('You did not agree, so nothing was changed.').waitFor();
    const asked = await answerConfirm(page, repair, secret);
    expect(asked).toContain('There is no other slot to go back to.');
    await heading(page, 'It runs again').waitFor(job);
    await page.getByText('this device can be updated over the cable only').waitFor();
  });
});

function heading(page: Page, name: string | RegExp) {
  return page.getByRole('heading', { name, level: 1 });
}

async function begin(page: Page): Promise<void> {
  await skipTour(page);
  await goTo(page, 'guided');
}

function check(page: Page): Promise<void> {
  return page.getByRole('button', { name: /^Check my/ }).click();
}
