import { expect, it } from 'vitest';
import { trainingUnits } from '../../electron/sim/training/catalogue.ts';
import { radioUnits } from '../../electron/sim/training/radio-units.ts';
import lessons from '../../resources/locales/en/training.json' with { type: 'json' };
import { describeInBrowser } from '../support/find-browser.ts';
import { expectAccessible } from './axe.ts';
import { usePages } from './open-page.ts';
import { photograph } from './screenshots.ts';

it('every training unit has a lesson', () => {
  expect(Object.keys(lessons.units).sort()).toEqual(trainingUnits.map(({ id }) => id).sort());
});

describeInBrowser('training', () => {
  const pages = usePages();

  it('is started, used and ended by keyboard', async () => {
    const page = await pages.open({ scenario: 'training', route: 'training' });
    await page.getByRole('button', { name: 'Start training' }).waitFor();
    await expectAccessible(page);
    await photograph(page, 'training-before');
    await page.getByRole('button', { name: 'Start training' }).press('Enter');
    await page.getByText('Training: virtual units.').waitFor();
    expect(await page.getByRole('article').count()).toBe(trainingUnits.length + radioUnits.length);

    const card = page.getByRole('article', { name: 'Unit does not enter download mode' });
    await card.getByText('boot:0x13').waitFor();
    await card.getByRole('button', { name: /^Hold the button/ }).press('Enter');
    await card.getByText('Button held').waitFor();
    await card.getByRole('button', { name: /^Plug in/ }).press('Enter');
    await card.getByText('Plugged in').waitFor();
    await card.getByRole('button', { name: /^Unplug/ }).press('Enter');
    await card.getByText('Not plugged in').waitFor();
    await card.getByRole('button', { name: /^Go to Guided/ }).press('Enter');
    expect(new URL(page.url()).hash).toBe('#/guided');
    await page.goBack();
    await page.getByRole('button', { name: 'End training' }).press('Enter');
    await page.getByRole('button', { name: 'Start training' }).waitFor();
  });

  it('has units without a cable, which are carried about and have a label', async () => {
    const page = await pages.open({ scenario: 'training', route: 'training' });
    await page.getByRole('button', { name: 'Start training' }).click();
    const card = page.getByRole('article', { name: 'Update stopped working, no cable' });
    await card.getByText('In reach').waitFor();
    expect(await card.getByRole('button', { name: /^Hold the button/ }).count()).toBe(0);
    await card.getByRole('button', { name: /^Look at its label/ }).press('Enter');
    await card.getByText('abcd1234').waitFor();
    await card.getByRole('button', { name: /^Take it out of reach/ }).press('Enter');
    await card.getByText('Out of reach').waitFor();
    await expectAccessible(page);
    await card.scrollIntoViewIfNeeded();
    await photograph(page, 'training-radio');
    await card.getByRole('button', { name: /^Bring it into reach/ }).press('Enter');
    await card.getByText('In reach').waitFor();
    await card.getByRole('button', { name: /^Go to Guided/ }).press('Enter');
    expect(new URL(page.url()).hash).toBe('#/guided');
  });

  it('is accessible in both themes and at 200 %, where the page does not scroll sideways', async () => {
    for (const theme of ['light', 'dark'] as const) {
      const page = await pages.open({ scenario: 'training', route: 'training', theme });
      await page.getByRole('button', { name: 'Start training' }).click();
      await page.getByRole('article').first().waitFor();
      await expectAccessible(page);
      await photograph(page, `training-${theme}`);
    }
    const page = await pages.open({ scenario: 'training', route: 'training', zoom: 2 });
    await page.getByRole('button', { name: 'Start training' }).click();
    await page.getByRole('article').first().waitFor();
    await expectAccessible(page);
    await photograph(page, 'training-zoom');
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  });
});
