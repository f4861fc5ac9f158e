import type { Page } from 'playwright';
import { expect, it } from 'vitest';
import { describeInBrowser } from '../../support/find-browser.ts';
import { type OpenedApp, useApp } from './served-app.ts';
import { byHand, goTo, openUnit, skipTour } from './steps.ts';

/**
 * Every screen and what the other tests of this folder do not come past, in both themes. `UNSTRAND_SCREENSHOTS=FOLDER npx
 * vitest run test/e2e/browser` writes the pictures of all of them for somebody to look at.
 */
describeInBrowser('the whole app, screen by screen', () => {
  const apps = useApp();

  it('greets, and shows every screen without a unit', async () => {
    const { page, picture } = await apps.open({ units: [] });
    for (const title of [
      'Devices that updates no longer reach',
      'Nothing gets lost on the way',
      'Three ways to work',
      'Practise first, if you like',
    ]) {
      await page.getByRole('dialog').getByRole('heading', { name: title }).waitFor();
      await picture(`tour-${title.split(' ')[0]?.toLowerCase()}`);
      if (!title.startsWith('Practise')) await page.getByRole('button', { name: 'Next' }).click();
    }
    await page.getByRole('button', { name: 'Begin' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    for (const screen of ['guided', 'technician', 'batch', 'records', 'library', 'settings', 'training'] as const) {
      await goTo(page, screen);
      await page.locator('main h1').waitFor();
      await picture(`empty-${screen}`);
    }
    await showSheets(page, picture);
    await goTo(page, 'training');
    await page.getByRole('button', { name: 'End training' }).click();
    await page.getByRole('button', { name: 'Start training' }).waitFor();
    await picture('training-before');
    await goTo(page, 'guided');
    await page.getByRole('heading', { name: 'Open the file that your vendor sent you' }).waitFor();
    await picture('guided-no-file');
  });

  it('says in Guided and Technician what stands between the computer and a unit', async () => {
    const { page, picture, anotherPage } = await apps.open({ units: [] });
    await skipTour(page);
    const hand = await anotherPage('training');
    for (const [id, title] of obstacles) {
      await byHand(hand, id, 'Plug in');
      await goTo(page, 'guided');
      await page.getByRole('heading', { name: title, level: 1 }).waitFor();
      await picture(`obstacle-${id}`);
      if (id !== 'no-permission') await byHand(hand, id, 'Unplug');
    }
    await byHand(hand, 'no-driver', 'Plug in');
    await byHand(hand, 'port-busy', 'Plug in');
    await goTo(page, 'technician');
    await page.getByText('in use by another program: Serial Monitor').waitFor();
    await picture('technician-obstacles');
    await picture('training', hand);
  });

  it('says of units that answer badly, that are locked, or that fail, what is the matter', async () => {
    const { page, picture, anotherPage } = await apps.open({ units: [] });
    await skipTour(page);
    const hand = await anotherPage('training');
    await goTo(page, 'guided');
    for (const [id, title] of troubles) {
      await byHand(hand, id, 'Plug in');
      await page.getByRole('button', { name: /^Check my/ }).click();
      await page.getByRole('heading', { name: title, level: 1 }).waitFor({ timeout: 60_000 });
      await picture(`trouble-${id}`);
      await byHand(hand, id, 'Unplug');
      await page.getByRole('heading', { name: /into this computer$/, level: 1 }).waitFor();
    }
  });

  it('shows a technician the work while it runs, and a unit that does not start', async () => {
    const { page, picture } = await apps.open({ units: ['brown-out'], pace: 'paced' });
    await skipTour(page);
    await goTo(page, 'settings');
    await page.getByText('Back up the whole flash before every job').click();
    await openUnit(page);
    await page.getByRole('button', { name: 'Make a plan' }).click();
    await page.getByLabel('Your name').fill('Ada');
    await page.getByRole('button', { name: 'Recover this unit' }).click();
    await page.getByText(/^Step \d+ of \d+: Write/).waitFor({ timeout: 60_000 });
    await page
      .getByText(/seconds? left/)
      .first()
      .waitFor({ timeout: 60_000 });
    await picture('technician-working');
    const result = page.getByRole('region', { name: 'Result' });
    await result.getByText('Did not start', { exact: true }).first().waitFor({ timeout: 120_000 });
    await result.getByText('Brown-out: the supply voltage dropped').waitFor();
    await picture('technician-did-not-start');
    expect(await page.getByRole('link', { name: 'Record 1' }).count()).toBe(1);
  });
});

const obstacles: readonly (readonly [string, RegExp])[] = [
  ['wrong-cable', /into this computer$/],
  ['no-driver', /driver/],
  ['port-busy', /^Close the other program/],
  ['no-permission', /does not let you in/],
];

const troubles: readonly (readonly [string, RegExp])[] = [
  ['noisy-line', /^The connection is bad/],
  ['download-disabled', /^This device cannot be repaired/],
  ['secure-boot-foreign-key', /^This device is locked/],
  ['anti-rollback', /^The file does not fit/],
];

/** Everything that opens over a screen where no unit is needed for it. */
async function showSheets(page: Page, picture: OpenedApp['picture']): Promise<void> {
  const show = async (button: string | RegExp, name: string) => {
    await page.getByRole('button', { name: button }).first().click();
    await page.getByRole('dialog').waitFor();
    await picture(name);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  };
  await goTo(page, 'library');
  await show(/^Details of/, 'library-release');
  await show(/^Remove /, 'library-remove');
  await show('Add a key…', 'library-add-key');
  await show(/^Revoke the key/, 'library-revoke');
  await goTo(page, 'guided');
  await show('I need help', 'guided-help');
  await goTo(page, 'settings');
  await page.getByText('Allow releases that nobody has signed').click();
  await page.getByRole('dialog').waitFor();
  await picture('settings-unsigned');
  await page.keyboard.press('Escape');
}
