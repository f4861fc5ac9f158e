import type { Page } from 'playwright';
import { expect, it } from 'vitest';
import { type SettingsEntity, settingsEntity } from '../../electron/contract/state.ts';
import { loadTexts } from '../../electron/host/locale-texts.ts';
import { describeInBrowser } from '../support/find-browser.ts';
import { expectAccessible } from './axe.ts';
import { findMisfits } from './language-fit.ts';
import { usePages } from './open-page.ts';
import { settings } from './scenarios/base.ts';
import { photograph } from './screenshots.ts';

const languages = settingsEntity.shape.language.options.filter((name) => name !== 'system');
/** The narrowest window that WCAG's reflow asks for, and 1280 pixels at 200 %, which is laid out otherwise. */
const narrow = { width: 320, height: 640 };
const half = { width: 640, height: 400 };
/** The language with the longest words, and the one with the longest texts. */
const axed: readonly string[] = ['de', 'fr'];

interface Situation {
  readonly scenario: string;
  readonly route: string;
  /** Brings up what an address alone does not. It is in English; the languages are gone through after. */
  readonly reach?: (page: Page) => Promise<void>;
  readonly mayLog?: RegExp;
  readonly chosen?: Partial<SettingsEntity>;
  /** One of each layout: it is also shown at 200 %, and axe looks at it. */
  readonly layout?: boolean;
}

const press = (name: string | RegExp) => async (page: Page) => {
  await page.getByRole('button', { name }).first().click();
};
const layouts = ['guided-check', 'guided-confirm', 'guided-failed'];
/** One of each kind of step; the others differ in words only. */
const steps = [
  'file',
  'file-refused',
  'find',
  'driver',
  'permission',
  'several',
  'button-photo',
  'declined',
  'repairing',
];
const guided = [
  ...layouts,
  ...steps.map((step) => `guided-${step}`),
  'guided-unplugged',
  'guided-runs',
  'guided-training',
].map((scenario) => ({ scenario, route: 'guided', layout: layouts.includes(scenario) }));

const withoutCable: readonly Situation[] = [
  { scenario: 'nearby-find', route: 'guided', reach: press(/^No cable fits/), layout: true },
  { scenario: 'nearby-none', route: 'guided', reach: press(/^No cable fits/) },
  ...['off', 'unauthorized', 'no-adapter', 'stopped'].map((state) => {
    return { scenario: `nearby-${state}`, route: 'guided', reach: press(/^No cable fits/) };
  }),
  { scenario: 'nearby-code', route: 'guided', layout: true },
  {
    scenario: 'nearby-find',
    route: 'guided',
    async reach(page) {
      await press(/^No cable fits/)(page);
      await press('I have a square code to scan')(page);
    },
  },
  { scenario: 'nearby-user-name', route: 'guided' },
  { scenario: 'nearby-wrong-code', route: 'guided' },
  { scenario: 'nearby-repair', route: 'guided' },
  { scenario: 'nearby-repairing', route: 'guided' },
  { scenario: 'nearby-repairing', route: 'guided', reach: press('Go on over its Wi-Fi'), layout: true },
  { scenario: 'nearby-lost', route: 'guided' },
  { scenario: 'nearby-runs', route: 'guided' },
  { scenario: 'nearby-old', route: 'guided' },
  { scenario: 'nearby-current', route: 'guided' },
  {
    scenario: 'air-list',
    route: 'technician',
    layout: true,
    async reach(page) {
      await page.getByText('Look for units').click();
      await page.getByText('3 units in reach').waitFor();
    },
  },
  { scenario: 'air-off', route: 'technician' },
  { scenario: 'air-asking', route: 'technician/u1' },
  { scenario: 'air-downgraded', route: 'technician/u1' },
  { scenario: 'air-inferred', route: 'technician/u1' },
  { scenario: 'air-slow', route: 'technician/u1' },
  { scenario: 'air-lost', route: 'technician/u1' },
  {
    scenario: 'air-ready',
    route: 'technician/u1',
    layout: true,
    async reach(page) {
      await press('Ask the unit')(page);
      await page.getByText('Its network refuses its password.').waitFor();
      await press('Let the unit look for networks')(page);
      await page.getByText('The unit hears 2 networks').waitFor();
    },
  },
];

const situations: readonly Situation[] = [
  ...guided,
  ...withoutCable,
  { scenario: 'guided-find', route: 'guided', reach: press(/nothing happens/i) },
  { scenario: 'guided-failed', route: 'guided', reach: press('I need help') },
  { scenario: 'tour', route: 'guided', chosen: { tourDone: false }, layout: true },
  { scenario: 'technician-ports', route: 'technician', layout: true },
  { scenario: 'technician-inspecting', route: 'technician/u1' },
  {
    scenario: 'technician-ready',
    route: 'technician/u1',
    layout: true,
    async reach(page) {
      await page.getByRole('heading', { name: 'Trust store' }).waitFor();
      await page.keyboard.press('j');
      await page.getByText('Stranded').first().waitFor();
      await page.keyboard.press('p');
      await page.getByText('Nobody has signed this release').waitFor();
    },
  },
  {
    scenario: 'technician-refused',
    route: 'technician/u1',
    async reach(page) {
      await page.getByLabel(/Who vouches/).fill('Ada');
      await press('Make a plan')(page);
      await page.getByRole('alert').filter({ hasText: 'nothing will be written' }).waitFor();
    },
  },
  { scenario: 'technician-working', route: 'technician/u1' },
  { scenario: 'technician-recovered', route: 'technician/u1', reach: press('Start-up log') },
  { scenario: 'technician-boot-failed', route: 'technician/u1' },
  { scenario: 'batch-setup', route: 'batch', layout: true },
  { scenario: 'batch-setup-training', route: 'batch' },
  { scenario: 'batch-mixed', route: 'batch' },
  { scenario: 'batch-mixed', route: 'batch', reach: press(/^Station 5 /) },
  { scenario: 'batch-mixed', route: 'batch', reach: press('Report and export') },
  { scenario: 'batch-mixed', route: 'batch', reach: press('End batch') },
  { scenario: 'batch-many', route: 'batch', layout: true },
  { scenario: 'batch-done', route: 'batch' },
  { scenario: 'records-many', route: 'records', layout: true },
  {
    scenario: 'records-many',
    route: 'records/12',
    // The report of this scenario holds a script, which its frame does not run.
    mayLog: /^Blocked script execution in 'blob:.* because the document's frame is sandboxed/,
  },
  { scenario: 'records-none', route: 'records' },
  { scenario: 'records-broken', route: 'records', reach: press('Check all records') },
  { scenario: 'library-full', route: 'library', layout: true },
  { scenario: 'library-full', route: 'library', reach: press('Details of Seed Radio 2.0.0') },
  { scenario: 'library-full', route: 'library', reach: press('Add a key') },
  { scenario: 'library-full', route: 'library', reach: press('Revoke the key of Example Factory') },
  { scenario: 'library-empty', route: 'library' },
  { scenario: 'settings', route: 'settings', layout: true },
  {
    scenario: 'training',
    route: 'training',
    layout: true,
    async reach(page) {
      await press('Start training')(page);
      await press(/^Look at its label/)(page);
    },
  },
];

const skips = new Map<string, string>(
  await Promise.all(languages.map(async (each) => [each, (await loadTexts(each))('app-shell:skip')] as const)),
);

/** Chooses a language as settings do, and waits until the page is in it. */
async function speak(page: Page, language: string, chosen: Partial<SettingsEntity> = {}): Promise<void> {
  await page.evaluate((value) => window.fake?.change({ kind: 'settings', id: '', value: value as SettingsEntity }), {
    ...settings,
    ...chosen,
    language,
  });
  // Its text differs in all languages, and it is on every screen.
  await page.getByText(skips.get(language) ?? '', { exact: true }).waitFor({ state: 'attached' });
  await page.locator(`html[lang=${language}]`).waitFor({ state: 'attached' });
}

describeInBrowser('every language', () => {
  const pages = usePages();

  it.each(situations.map((each, index) => [`${each.scenario} ${index}`, each] as const))(
    'has room at 200 %% and in a narrow window: %s',
    async (name, { scenario, route, reach, chosen, layout, mayLog }) => {
      const page = await pages.open({ scenario, route, zoom: 2, ...(mayLog && { mayLog }) });
      await page.getByRole('heading').first().waitFor();
      await reach?.(page);
      const misfits: string[] = [];
      for (const language of languages) {
        await speak(page, language, chosen);
        for (const size of layout === true ? [half, narrow] : [narrow]) {
          await page.setViewportSize(size);
          misfits.push(...(await findMisfits(page)).map((misfit) => `${language}, ${size.width} px: ${misfit}`));
          await photograph(page, `${language}-${name.replace(' ', '-')}-${size.width}`);
        }
        if (layout === true && axed.includes(language)) await expectAccessible(page);
      }
      await page.context().close();
      expect(misfits).toEqual([]);
    },
  );
});
