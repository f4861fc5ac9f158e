import { expect, it } from 'vitest';
import { readScan } from '../../renderer/features/batch/scan.ts';
import { trainingMix } from '../../renderer/features/batch/training-mix.ts';
import { describeInBrowser } from '../support/find-browser.ts';
import { expectAccessible } from './axe.ts';
import { usePages } from './open-page.ts';
import { photograph } from './screenshots.ts';

it('names training units that there are, each once, two of sixteen strange', () => {
  const mix = trainingMix(32);
  expect(new Set(mix).size).toBe(32);
  expect(mix.slice(0, 16).filter((id) => !id.startsWith('seed'))).toEqual(['brown-out', 'unknown-product']);
  expect(mix[20]).toBe('brown-out~2');
});

it('reads station codes and serial numbers', () => {
  const waits = {
    number: 2,
    port: 'COM2',
    plugged: true,
    phase: 'needs-serial',
    startedAt: '2026-01-01T00:00:01Z',
  } as const;
  const longer = { ...waits, number: 7, startedAt: '2026-01-01T00:00:00Z' };
  expect(readScan('#2', undefined, [waits])).toEqual({ kind: 'station', station: 2 });
  expect(readScan('#2 SN 1', undefined, [waits])).toEqual({ kind: 'serial', station: 2, serial: 'SN 1' });
  expect(readScan('#3', undefined, [waits])).toEqual({ kind: 'no-such-station', station: 3 });
  expect(readScan('SN1', undefined, [waits, longer])).toEqual({ kind: 'serial', station: 7, serial: 'SN1' });
  expect(readScan('SN1', 2, [waits, longer])).toEqual({ kind: 'serial', station: 2, serial: 'SN1' });
  expect(readScan('SN1', undefined, [])).toEqual({ kind: 'nobody-waits' });
});

describeInBrowser('the batch screen', () => {
  const pages = usePages();
  const asked = (page: Awaited<ReturnType<typeof pages.open>>) => page.evaluate(() => window.fake?.asked ?? []);

  it.each(['light', 'dark'] as const)(
    'is accessible in the %s theme, with every state and its sheets',
    async (theme) => {
      const setup = await pages.open({ scenario: 'batch-setup', route: 'batch', theme });
      await setup.getByRole('button', { name: 'Start batch' }).waitFor();
      await expectAccessible(setup);
      const page = await pages.open({ scenario: 'batch-mixed', route: 'batch', theme });
      await page.getByRole('list', { name: 'Stations' }).waitFor();
      await expectAccessible(page);
      await page.getByRole('button', { name: /^Station 5 / }).click();
      await page.getByText('100M-K001').last().waitFor();
      await page.getByRole('img', { name: /^Label/ }).waitFor();
      await expectAccessible(page);
    },
  );

  it('starts by keyboard with what was entered', async () => {
    const page = await pages.open({ scenario: 'batch-setup', route: 'batch' });
    await page.getByLabel('Work order').fill('RMA-7');
    await page.getByRole('switch', { name: /serial number/ }).focus();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Start batch' }).focus();
    await page.keyboard.press('Enter');
    await expect
      .poll(() => asked(page))
      .toContainEqual({
        command: 'batch.start',
        params: { release: 'ab'.repeat(32), operator: 'Ada', workOrder: 'RMA-7', needsSerial: true },
      });
  });

  it('takes what a scanner types, wherever the focus is, and presses nothing by it', async () => {
    const page = await pages.open({ scenario: 'batch-mixed', route: 'batch' });
    await page.getByRole('button', { name: 'End batch' }).focus();
    await page.keyboard.type('SN 17');
    await page.getByRole('region', { name: 'Scanner' }).getByText('SN 17').waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('Station 4: SN 17').waitFor();
    await page.keyboard.type('#2');
    await page.keyboard.press('Enter');
    await page.getByText('Scan the serial number for station 2').waitFor();
    await page.keyboard.type('SN18');
    await page.keyboard.press('Enter');
    await page.getByText('Station 2: SN18').waitFor();
    const commands = (await asked(page)).filter(({ command }) => command.startsWith('batch.'));
    expect(commands).toEqual([
      { command: 'batch.assign', params: { station: 4, serial: 'SN 17' } },
      { command: 'batch.assign', params: { station: 2, serial: 'SN18' } },
    ]);
  });

  it('tells by sound that units ended, once for many at once, and only where sound is wanted', async () => {
    const page = await pages.open({ scenario: 'batch-few', route: 'batch' });
    await page.getByRole('list', { name: 'Stations' }).waitFor();
    await page.evaluate(() => {
      const original = HTMLMediaElement.prototype.play;
      const played: HTMLMediaElement[] = [];
      HTMLMediaElement.prototype.play = function play() {
        played.push(this);
        return original.call(this);
      };
      Object.assign(window, { played });
    });
    /** Lengths of the sounds that were heard to their end. */
    const heard = () =>
      page.evaluate(() => {
        const played: readonly HTMLMediaElement[] = Reflect.get(window, 'played');
        return played.map(({ ended, duration }) => ended && Number(duration.toFixed(2)));
      });
    const end = (...numbers: number[]) =>
      page.evaluate((all) => {
        const changes = all.map((number) => ({
          kind: 'stations' as const,
          id: String(number),
          value: { number, port: 'COM', plugged: true, phase: 'recovered' as const },
        }));
        window.fake?.change(...changes);
      }, numbers);
    await end(2);
    await page.getByRole('button', { name: /^Station 2 .*Done/ }).waitFor();
    expect(await heard()).toEqual([]);
    await page.evaluate(() => {
      const settings = { language: 'en', theme: 'light', mode: 'batch', operator: 'Ada', sound: true } as const;
      const value = { ...settings, fullBackup: true, allowUnsigned: false, tourDone: true };
      window.fake?.change({ kind: 'settings', id: '', value });
    });
    await page.getByRole('switch', { name: 'Sound' }).and(page.locator('[aria-checked=true], :checked')).waitFor();
    await page.keyboard.press('Shift');
    await end(3, 4);
    await page.getByRole('button', { name: /^Station 4 .*Done/ }).waitFor();
    await expect.poll(heard).toEqual([0.32]);
  });

  it('asks for the held button of a unit by word and shape, and says on its sheet what to do', async () => {
    const page = await pages.open({ scenario: 'batch-button', route: 'batch' });
    const tile = page.getByRole('button', { name: /^Station 1 .*Button.*Hold BOOT and reset/ });
    await tile.waitFor();
    const others = await page.getByRole('button', { name: /^Station 2 / }).getAttribute('class');
    expect(await tile.getAttribute('class')).not.toBe(others);
    await photograph(page, 'batch-button');
    await tile.click();
    await page.getByRole('dialog').getByText('Hold its boot button').waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await page.evaluate(() => {
      const progress = { step: 'backup', target: 'nvs', share: 0.3, retries: 1, resumed: false };
      const value = { number: 1, port: 'COM', plugged: true, phase: 'running' as const, progress };
      window.fake?.change({ kind: 'stations', id: '1', value });
    });
    await page.getByRole('button', { name: /^Station 1 .*Saving/ }).waitFor();
    expect(await page.getByText('Hold BOOT and reset').count()).toBe(0);
  });

  it('saves the sheet of station codes as a page and as a PDF, before a batch and during it', async () => {
    const page = await pages.open({ scenario: 'batch-setup', route: 'batch' });
    await page.getByRole('switch', { name: /serial number/ }).press('Space');
    for (const [button, file] of [
      ['Save codes as web page', 'station-codes.html'],
      ['Save codes as PDF', 'station-codes.pdf'],
    ] as const) {
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: button }).click();
      expect((await download).suggestedFilename()).toBe(file);
    }
    const run = await pages.open({ scenario: 'batch-mixed', route: 'batch' });
    await run.getByRole('button', { name: 'Report and export' }).click();
    await run.getByRole('button', { name: 'Save codes as PDF' }).waitFor();
    await expectAccessible(run);
  });

  it('shows hostile names as text, and fits at 200 %', async () => {
    const page = await pages.open({ scenario: 'batch-hostile', route: 'batch', zoom: 2 });
    await page.getByRole('button', { name: /^Station 1 / }).click();
    await page.getByRole('dialog').waitFor();
    expect(await page.evaluate(() => Reflect.has(window, 'hacked'))).toBe(false);
    expect(await page.locator('main img, [role=dialog] img[src=x]').count()).toBe(0);
    await page.keyboard.press('Escape');
    for (const scenario of ['batch-hostile', 'batch-many', 'batch-setup']) {
      const each = await pages.open({ scenario, route: 'batch', zoom: 2 });
      await each.getByRole('heading', { level: 1 }).waitFor();
      const overflow = await each.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement;
        return scrollWidth - clientWidth;
      });
      expect(overflow, scenario).toBeLessThanOrEqual(0);
      await expectAccessible(each);
    }
  });
});
