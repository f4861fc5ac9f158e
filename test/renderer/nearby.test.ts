import type { Page } from 'playwright';
import { expect, it } from 'vitest';
import { describeInBrowser } from '../support/find-browser.ts';
import { expectAccessible } from './axe.ts';
import { type PageChoice, usePages } from './open-page.ts';
import { labelCode, labelQr, nearbyScenarios, softApQr } from './scenarios/nearby.ts';
import { photograph } from './screenshots.ts';

type Scenario = keyof typeof nearbyScenarios;

const asked = (page: Page, command: string) =>
  page.evaluate(
    (name) => window.fake?.asked.filter((each) => each.command === name).map(({ params }) => params) ?? [],
    command,
  );
const title = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor();
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click();
const names = Object.keys(nearbyScenarios) as Scenario[];
/** One of each kind of layout: what differs between themes, sizes and languages is theirs. */
const layouts: readonly Scenario[] = [
  'nearby-find',
  'nearby-off',
  'nearby-wrong-code',
  'nearby-repairing',
  'air-list',
  'air-slow',
];

describeInBrowser('units without a cable', () => {
  const pages = usePages();
  const open = (scenario: Scenario, choice: Partial<PageChoice> = {}) =>
    pages.open({ scenario, route: routeOf(scenario), ...choice });

  it.each([
    ['light', names, {}],
    ['dark', layouts, { theme: 'dark' }],
    ['zoom', layouts, { zoom: 2 }],
    ['german', layouts, { language: 'de' }],
  ] as const)(
    'are accessible in every state (%s)',
    async (look, shown, choice) => {
      for (const scenario of shown) {
        const page = await open(scenario, choice);
        await page.getByRole('heading').first().waitFor();
        const offer = page.getByText('Try without a cable').or(page.getByText('Ohne Kabel versuchen'));
        if ((await offer.count()) > 0) await offer.click();
        await page.waitForTimeout(100);
        await expectAccessible(page);
        const isWide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
        expect(isWide, `${scenario} scrolls sideways`).toBe(false);
        await photograph(page, `${scenario}-${look}`);
        await page.context().close();
      }
    },
    300_000,
  );

  it('are chosen, asked for their code and repaired by keyboard alone; the code goes nowhere else', async () => {
    const page = await open('nearby-find');
    await title(page, /^Plug your Hearth Radio/);
    await page.getByRole('button', { name: 'No cable fits?' }).press('Enter');
    await title(page, 'Which one is your Hearth Radio?');
    expect(await asked(page, 'nearby.scan')).toEqual([{ on: true }]);
    const choices = page.getByRole('listitem').getByRole('button');
    expect(await choices.first().textContent()).toBe('PROV_4711Hearth Radiovery near');
    await choices.first().press('Enter');
    await title(page, 'Enter the code of your Hearth Radio');
    await page.getByLabel('Code from the label').fill('nonsense');
    await page.keyboard.press('Enter');
    await title(page, 'That code is not right');
    await page.getByLabel('Code from the label').fill(labelCode);
    await page.keyboard.press('Enter');
    await title(page, /^We can repair your Hearth Radio/);
    await page.getByText('It takes about 18 minutes.').waitFor();
    await page.getByRole('button', { name: 'Repair' }).press('Enter');
    await title(page, /^Repairing/);
    const others = await page.evaluate(() => window.fake?.asked.filter(({ command }) => command !== 'unit.open'));
    expect(JSON.stringify(others)).not.toContain(labelCode);
    expect(await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]))).not.toContain(
      labelCode,
    );
  });

  it('are named by the square code of their label: scanned, it opens the unit or tells which Wi-Fi to join', async () => {
    const page = await open('nearby-find');
    await press(page, /^No cable fits/);
    await press(page, 'I have a square code to scan');
    const field = page.getByLabel('What the square code says');
    await field.fill('https://example.com');
    await page.getByText('not one that belongs to such a device').waitFor();
    await field.fill(labelQr);
    await page.keyboard.press('Enter');
    await title(page, /^We can repair/);
    expect(await asked(page, 'unit.open')).toEqual([{ qr: labelQr }]);
    const wifi = await open('nearby-find');
    await press(wifi, /^No cable fits/);
    await press(wifi, 'I have a square code to scan');
    await wifi.getByLabel('What the square code says').fill(softApQr);
    await wifi.keyboard.press('Enter');
    await title(wifi, /^Join the Wi-Fi of your/);
    await wifi.getByText('Choose “PROV_4712”.').waitFor();
    await press(wifi, 'I have joined it');
    await title(wifi, /^We can repair/);
    expect(await asked(wifi, 'unit.open')).toEqual([
      { target: 'softap:http://192.168.4.1', credentials: { pop: labelCode } },
    ]);
  });

  it('that cannot be heard are told apart, and the way over Wi-Fi is always there', async () => {
    const page = await open('nearby-off');
    await press(page, /^No cable fits/);
    await page.getByText('Bluetooth is switched off.').waitFor();
    await page.getByText('Switch it on under Settings, Bluetooth & devices.').waitFor();
    await press(page, 'Look again');
    await expect.poll(() => asked(page, 'nearby.scan')).toEqual([{ on: true }, { on: false }, { on: true }]);
    await press(page, 'Use its Wi-Fi instead');
    await title(page, /^Join the Wi-Fi of your/);
    await press(page, 'Let this computer join it');
    await page.getByLabel('Name of the Wi-Fi').fill('PROV_4711');
    await page.getByLabel('Password').fill('12345678');
    await page.keyboard.press('Enter');
    await page.getByRole('status').filter({ hasText: 'in the Wi-Fi “PROV_4711”' }).waitFor();
    await expectAccessible(page);
    await photograph(page, 'nearby-joined');
    expect(await asked(page, 'softap.join')).toEqual([{ ssid: 'PROV_4711', password: '12345678' }]);
  });

  it('go on over their Wi-Fi where Bluetooth is slow or has lost them', async () => {
    const page = await open('nearby-repairing');
    await press(page, 'Go on over its Wi-Fi');
    await title(page, /^Join the Wi-Fi/);
    await photograph(page, 'nearby-move');
    await press(page, 'I have joined it');
    await title(page, /^Repairing/);
    expect(await asked(page, 'unit.move')).toEqual([{ unit: 'u1', target: 'softap:http://192.168.4.1' }]);
    expect(await page.getByText('takes long over Bluetooth').count()).toBe(0);
    const lost = await open('nearby-lost');
    await title(lost, 'The connection broke off');
    await press(lost, 'Go on with the repair');
    await title(lost, /^Repairing/);
    expect(await asked(lost, 'unit.resume')).toEqual([{ unit: 'u1' }]);
  });

  it('that run the very firmware of the release are current, and no failure', async () => {
    const page = await open('nearby-current');
    await title(page, /has the current software$/);
    await page.getByText('2.10.0').first().waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    expect(await page.getByRole('main').getByRole('button').allTextContents()).not.toContain('Repair');
    await photograph(page, 'nearby-current');
  });

  it('are listed for a technician while somebody looks, and opened from there', async () => {
    const page = await open('air-list');
    expect(await asked(page, 'nearby.scan')).toEqual([]);
    await page.getByText('Look for units').click();
    await page.getByText('3 units in reach').waitFor();
    expect(await asked(page, 'nearby.scan')).toEqual([{ on: true }]);
    await page.evaluate(() => window.fake?.change({ kind: 'nearby', id: 'ble:5d' }));
    await page.getByText('2 units in reach').waitFor();
    await expectAccessible(page);
    await press(page, 'Read the unit PROV_4711');
    await page.getByText('This unit asks for its code').waitFor();
    await page.getByLabel('Code from the label').fill(labelQr);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Trust store' }).waitFor();
    expect(await asked(page, 'unit.open')).toEqual([
      { target: 'ble:24:0a:c4:00:00:01' },
      { target: 'ble:24:0a:c4:00:00:01', credentials: { pop: labelCode } },
    ]);
    expect(await page.getByRole('button', { name: 'Back up the whole flash' }).count()).toBe(0);
    await page.getByText('Its network refuses its password: that alone strands it').waitFor();
    await page.locator('#part-data').getByRole('button', { name: 'Wi-Fi of the unit' }).click();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('part-station');
    await photograph(page, 'nearby-network-fact');
  });

  it('get another network, and another channel, from a technician', async () => {
    const page = await open('air-slow');
    await page.getByText(/takes 14 more minutes/).waitFor();
    await press(page, 'Go on here: softap:http://192.168.4.1');
    await expect.poll(() => asked(page, 'unit.move')).toEqual([{ unit: 'u1', target: 'softap:http://192.168.4.1' }]);
    const ready = await open('air-ready');
    await press(ready, 'Ask the unit');
    await ready.getByText('Its network refuses its password.').waitFor();
    await press(ready, 'Let the unit look for networks');
    await ready.getByText('The unit hears 2 networks').waitFor();
    await ready.getByRole('button', { name: /Network$/ }).click();
    await ready.getByRole('option', { name: /^Workshop/ }).click();
    await ready.getByLabel('Password of the network').fill('correct horse');
    await expectAccessible(ready);
    await photograph(ready, 'air-network');
    await ready.keyboard.press('Enter');
    await ready.getByText('Connected to “Workshop” as 192.168.7.31.').waitFor();
    expect(await asked(ready, 'wifi.set')).toEqual([
      { unit: 'u1', ssid: '576f726b73686f70', passphrase: 'correct horse' },
    ]);
  });

  it('may offer less security than their product only where a technician says so', async () => {
    const page = await open('air-downgraded');
    await press(page, 'Read it nevertheless');
    await expect
      .poll(() => asked(page, 'unit.open'))
      .toEqual([{ target: 'ble:24:0a:c4:00:00:01', credentials: { allowsDowngrade: true } }]);
  });

  it('with hostile names are shown harmlessly', async () => {
    for (const scenario of ['nearby-hostile', 'air-hostile'] as const) {
      const page = await open(scenario);
      if (scenario === 'nearby-hostile') await press(page, /^No cable fits/);
      await page.getByText('<img src=x', { exact: false }).first().waitFor();
      expect(await page.locator('img[src="x"]').count()).toBe(0);
      expect(await page.locator('body').textContent()).not.toMatch(/\u202e/);
      expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
    }
  });
});

function routeOf(scenario: Scenario): string {
  if (scenario.startsWith('nearby-')) return 'guided';
  return ['air-list', 'air-off', 'air-hostile'].includes(scenario) ? 'technician' : 'technician/u1';
}
