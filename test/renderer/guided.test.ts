import type { Page } from 'playwright';
import { expect, it } from 'vitest';
import { describeInBrowser } from '../support/find-browser.ts';
import { expectAccessible } from './axe.ts';
import { type PageChoice, usePages } from './open-page.ts';
import { answersAgain, guidedScenarios } from './scenarios/guided.ts';
import { photograph } from './screenshots.ts';

const asked = (page: Page) => page.evaluate(() => window.fake?.asked.map(({ command }) => command) ?? []);
const title = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor();
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click();

describeInBrowser('Guided', () => {
  const pages = usePages();
  const open = (scenario: keyof typeof guidedScenarios, choice: Partial<PageChoice> = {}) =>
    pages.open({ scenario, route: 'guided', ...choice });

  const steps = Object.keys(guidedScenarios) as (keyof typeof guidedScenarios)[];
  /** One of each kind of layout: what differs between themes and sizes is theirs. */
  const layouts = ['guided-check', 'guided-permission', 'guided-confirm', 'guided-repairing', 'guided-failed', 'tour'];

  it.each([
    ['light', steps],
    ['dark', steps.filter((step) => layouts.includes(step))],
    ['zoom', steps.filter((step) => layouts.includes(step))],
  ] as const)(
    'is accessible at every step (%s)',
    async (look, shown) => {
      for (const scenario of shown) {
        const page = await open(scenario, look === 'zoom' ? { zoom: 2 } : { theme: look });
        await page.getByRole('heading').first().waitFor();
        await expectAccessible(page);
        const isWide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
        expect(isWide, `${scenario} scrolls sideways`).toBe(false);
        await page.context().close();
      }
    },
    300_000,
  );

  it('asks for the held button in mid-job, with its picture, and stops asking once the unit answers', async () => {
    const page = await open('guided-needs-button');
    const notice = page.getByText('does not answer yet. Hold the button marked BOOT down');
    await notice.waitFor();
    const picture = page.locator('main img').first();
    const held = await picture.getAttribute('alt');
    await photograph(page, 'guided-needs-button');
    expect(await page.getByText('Do not unplug it').count()).toBe(0);
    // What is tried again is said once, in the words that help.
    expect(await page.getByText('tried again', { exact: false }).count()).toBe(1);
    await page.evaluate((value) => window.fake?.change({ kind: 'units', id: 'u1', value }), answersAgain);
    await notice.waitFor({ state: 'detached' });
    await page.getByText('Do not unplug it').waitFor();
    expect(await picture.getAttribute('alt')).not.toBe(held);
  });

  it('takes a product profile once a person has compared its key, and then has everything', async () => {
    const page = await open('guided-file-profile');
    const choose = async () => {
      const chooser = page.waitForEvent('filechooser');
      await press(page, 'Open the file');
      await (await chooser).setFiles({ name: 'hearth.unstrand-profile', mimeType: '', buffer: Buffer.from('PK') });
      await title(page, 'Is this file really from Hearth Ltd?');
    };
    await choose();
    await page.getByText('3f2a 9c0d 11e2 b3a4 3f2a').waitFor();
    await expectAccessible(page);
    await photograph(page, 'guided-trust');
    await press(page, 'Not the same, stop here');
    await title(page, /^Open the file/);
    expect(await asked(page)).not.toContain('profile.open');
    await choose();
    await press(page, 'It is the same, go on');
    await title(page, /^Plug your Hearth Radio/);
    await press(page, /help/i);
    await page.getByText('+44 20 7946 0991').waitFor();
    expect(await asked(page)).not.toContain('release.install');
  });

  it('goes from the file to a running unit by keyboard alone', async () => {
    const page = await open('guided-file');
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Open the file' }).press('Enter');
    await (await chooser).setFiles({ name: 'hearth.unstrand', mimeType: '', buffer: Buffer.from('PK') });
    await title(page, /^Plug your Hearth Radio/);
    const port = { id: 'p', name: 'x', simulated: false, diagnosis: { code: 'usable', params: {} } };
    await page.evaluate((value) => window.fake?.change({ kind: 'ports', id: '/dev/ttyUSB0', value }), {
      ...port,
      id: '/dev/ttyUSB0',
    });
    await title(page, /is connected$/);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await title(page, /^We can repair/);
    expect(await page.getByText('Your settings and your Wi-Fi stay').count()).toBe(1);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await title(page, /^Repairing/);
    expect(await asked(page)).toContain('unit.recover');
    expect(await asked(page)).not.toContain('ask-ticket');
  });

  it('tells a loose plug, a charging cable and a dead socket apart, one question at a time', async () => {
    const page = await open('guided-find');
    await press(page, /nothing happens/i);
    await press(page, 'Done, still nothing');
    await press(page, 'Yes, a light is on');
    await title(page, 'Try another cable');
    const port = { id: '/dev/ttyUSB0', name: 'x', simulated: false, diagnosis: { code: 'usable', params: {} } };
    await page.evaluate((value) => window.fake?.change({ kind: 'ports', id: value.id, value }), port);
    await page.getByRole('status').filter({ hasText: 'The first cable only charges' }).waitFor();

    const other = await open('guided-find');
    await press(other, /nothing happens/i);
    await press(other, 'Done, still nothing');
    await press(other, 'No, it is dark');
    await press(other, 'I have no other cable');
    await press(other, 'Done, still nothing');
    await press(other, 'No, it does not work');
    await title(other, 'This USB socket does not work');
  });

  it('tries again by itself while the button is held, and says when to let go', async () => {
    const page = await open('guided-button');
    await title(page, /^Hold the button/);
    await page.waitForFunction(() => window.fake?.asked.some(({ command }) => command === 'unit.open'));
    const unit = { id: 'u1', target: '/dev/ttyUSB0', channel: 'usb', simulated: false, canResume: false, revision: 2 };
    const show = (phase: string) =>
      page.evaluate((value) => window.fake?.change({ kind: 'units', id: 'u1', value: value as never }), {
        ...unit,
        phase,
      });
    await show('connecting');
    await title(page, /^Hold the button/);
    await show('inspecting');
    await title(page, 'Let go of the button now');
  });

  it('asks for a ticket where data may be lost, and changes nothing without one', async () => {
    const page = await open('guided-confirm');
    await press(page, 'Repair');
    await title(page, /^Repairing/);
    expect(await asked(page)).toEqual(expect.arrayContaining(['ask-ticket', 'unit.recover']));
    const declined = await open('guided-declined');
    await press(declined, 'Repair');
    await declined.getByText('so nothing was changed').waitFor();
    expect(await asked(declined)).not.toContain('unit.recover');
  });

  it('goes on by itself when the cable is back', async () => {
    const page = await open('guided-unplugged');
    await title(page, /^Plug your Hearth Radio in again/);
    const port = { id: '/dev/ttyUSB0', name: 'x', simulated: false, diagnosis: { code: 'usable', params: {} } };
    await page.evaluate((value) => window.fake?.change({ kind: 'ports', id: value.id, value }), port);
    await title(page, /^Repairing/);
    expect(await asked(page)).toContain('unit.resume');
  });

  it('offers no repair for an unknown product, and a code that can be said', async () => {
    const page = await open('guided-unknown-product');
    await title(page, 'We cannot tell which product this is');
    expect(await page.getByRole('button', { name: /repair/i }).count()).toBe(0);
    expect(await page.getByText(/ as in | zero/).count()).toBeGreaterThan(0);
  });

  it('shows every text of the support bundle before it is saved', async () => {
    const page = await open('guided-failed');
    await press(page, 'I need help');
    await press(page, 'Make a file for support');
    await page.getByRole('tab', { name: /journal/ }).click();
    expect(await page.getByLabel('Text of journal.jsonl').inputValue()).toContain('job-started');
    await expectAccessible(page);
    const download = page.waitForEvent('download');
    await press(page, 'Save the file');
    expect((await download).suggestedFilename()).toBe('unstrand-support.zip');
  });

  it('shows hostile names harmlessly', async () => {
    const page = await open('guided-hostile');
    await title(page, /^We can repair/);
    expect(await page.locator('img[src="x"]').count()).toBe(0);
    expect(await page.locator('body').textContent()).not.toMatch(/\u202e/);
    expect(await page.evaluate(() => document.querySelector('h1')?.textContent.length)).toBeLessThan(80);
  });

  it('begins with a tour that can be left at once, and that leads to training', async () => {
    const page = await open('tour');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await asked(page)).toContain('settings.change');
    const other = await open('tour');
    for (let card = 0; card < 3; card += 1) await other.getByRole('button', { name: 'Next' }).press('Enter');
    await press(other, 'Practise with virtual units');
    await other.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await asked(other)).toContain('training.start');
    expect(new URL(other.url()).hash).toBe('#/training');
  });
});
