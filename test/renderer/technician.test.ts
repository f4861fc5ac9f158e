import type { Page } from 'playwright';
import { expect, it } from 'vitest';
import type { UnitEntity } from '../../electron/contract/state.ts';
import { describeInBrowser } from '../support/find-browser.ts';
import { expectAccessible } from './axe.ts';
import { usePages } from './open-page.ts';
import { readyUnit } from './scenarios/technician-unit.ts';
import { photograph } from './screenshots.ts';

const asked = (page: Page, command: string) =>
  page.evaluate(
    (name) => window.fake?.asked.filter((each) => each.command === name).map(({ params }) => params),
    command,
  );

const focusedPart = (page: Page) => page.evaluate(() => document.activeElement?.id);

/** The host tells how the unit goes on. */
const change = (page: Page, unit: Partial<UnitEntity>) =>
  page.evaluate((value) => window.fake?.change({ kind: 'units', id: 'u1', value }), { ...readyUnit, ...unit });

const isAside = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

describeInBrowser('the technician screen', () => {
  const pages = usePages();
  const open = (scenario: string, more: { theme?: 'dark'; zoom?: number; route?: string } = {}) =>
    pages.open({ scenario: `technician-${scenario}`, route: 'technician/u1', ...more });

  it('lists what is plugged in as it comes and goes, and opens a unit', async () => {
    const page = await open('ports', { route: 'technician' });
    await page.getByText('in use by another program: minicom').waitFor();
    const drawn = page.getByRole('listitem').filter({ hasText: 'minicom' }).getByRole('img');
    expect(await drawn.getAttribute('alt')).toMatch(/\w+ \w+/);
    await photograph(page, 'technician-ports');
    await page.evaluate(() => window.fake?.change({ kind: 'ports', id: '/dev/ttyUSB1' }));
    await page.getByText('2 ports').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: /Read the unit at CP2102N/ }).click();
    await page.getByText('This unit is no longer open').waitFor();
    expect(new URL(page.url()).hash).toBe('#/technician/u1');
    expect(await asked(page, 'unit.open')).toEqual([{ target: '/dev/ttyUSB0' }]);
  });

  it('judges, plans and recovers by keyboard alone, with a ticket for what was confirmed', async () => {
    const page = await open('ready');
    await page.getByRole('heading', { name: 'Trust store' }).waitFor();
    await page.keyboard.press('j');
    await page.getByText('Stranded: no update reaches this unit').waitFor();
    await page.getByRole('img', { name: /^The unit cannot be reached\. .*DST Root CA X3/ }).waitFor();
    await page.keyboard.press('p');
    await page.getByText('Nobody has signed this release').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('RMA-1r');
    await page.keyboard.press('Enter');
    await page.keyboard.type('SN-77');
    await page.keyboard.press('Enter');
    expect(await asked(page, 'unit.recover')).toEqual([]);
    await expectAccessible(page);
    await page.getByRole('navigation', { name: 'Parts of this page' }).getByRole('button', { name: 'Plan' }).press('r');
    await expect.poll(() => asked(page, 'unit.recover')).toHaveLength(1);
    const planHash = 'c4'.repeat(32);
    expect(await asked(page, 'ask-ticket')).toEqual([{ planHash }]);
    expect(await asked(page, 'unit.recover')).toEqual([
      { unit: 'u1', planHash, ticket: 'one-time', operator: 'Ada', workOrder: 'RMA-1r', serial: 'SN-77' },
    ]);
    await change(page, { phase: 'working' });
    await expect.poll(() => focusedPart(page)).toBe('part-work');
    await change(page, { phase: 'finished', outcome: 'recovered', unitState: 'new-boots' });
    await page.getByRole('status').filter({ hasText: 'Recovered' }).waitFor();
    await expect.poll(() => focusedPart(page)).toBe('part-result');
    expect(await page.getByRole('button', { name: 'Recover this unit' }).isDisabled()).toBe(true);
    expect(await asked(page, 'unit.judge')).toEqual([
      { unit: 'u1', server: { kind: 'probe', server: 'ota.hearth.example' }, dateCheck: 'off' },
    ]);
  });

  it('does nothing on single keys once they are switched off', async () => {
    const page = await open('ready');
    await page.getByRole('heading', { name: 'Trust store' }).waitFor();
    await page.getByText('Shortcuts').click();
    await page.getByRole('switch', { name: 'Shortcuts' }).press('i');
    await page.getByText('Shortcuts').click();
    expect(await asked(page, 'unit.inspect')).toEqual([]);
    await page.getByRole('switch', { name: 'Shortcuts' }).press('i');
    await expect.poll(() => asked(page, 'unit.inspect')).toHaveLength(1);
  });

  it('says of every refusal what to do, and asks who vouches for a product that nothing shows', async () => {
    const page = await open('refused', { theme: 'dark' });
    const make = page.getByRole('button', { name: 'Make a plan' });
    expect(await make.isDisabled()).toBe(true);
    await page.getByLabel(/Who vouches/).fill('Ada');
    await make.click();
    const refusal = page.getByRole('alert').filter({ hasText: 'nothing will be written' });
    await refusal.waitFor();
    expect(await refusal.getByRole('listitem').count()).toBe(2);
    expect(await page.getByRole('button', { name: 'Recover this unit' }).isDisabled()).toBe(true);
    expect(await asked(page, 'unit.plan')).toMatchObject([{ mode: 'technician', productConfirmedBy: 'Ada' }]);
    await expectAccessible(page);
  });

  it('explains a pasted log with its causes and the one thing to ask for', async () => {
    const page = await open('ready');
    await page.getByText('Paste a device log').click();
    await page
      .getByRole('textbox', { name: 'Device log' })
      .fill(
        'E (4210) esp-tls: mbedtls_ssl_handshake returned -0x2700\nThe certificate is not correctly signed by the trusted CA',
      );
    await page.getByRole('button', { name: 'Explain the log' }).click();
    await page.getByText(/chain does not lead to the root/).waitFor();
    await page.getByRole('status').filter({ hasText: 'openssl s_client' }).waitFor();
  });

  it('shows work with rate and remaining time, and stops it', async () => {
    const page = await open('working', { theme: 'dark' });
    await page.getByText('Step 2 of 6: Write firmware to ota_1').waitFor();
    await page.getByText('38 seconds left').waitFor();
    await page.getByText('54.3 kB/s').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Stop' }).click();
    await expect.poll(() => asked(page, 'unit.stop')).toHaveLength(1);
    const step = { index: 0, count: 1, kind: 'listen', target: 'flash' };
    await change(page, { phase: 'working', progress: { step, done: 0, total: 0 } });
    await page.getByRole('status').filter({ hasText: 'listening to what it prints' }).waitFor();
    expect(await page.getByText('A recovery can be resumed').count()).toBe(0);
  });

  it('says in mid-job that the unit needs its button held, until it answers', async () => {
    const page = await open('working');
    const step = { index: 1, count: 6, kind: 'reconnect', target: 'flash' };
    const retry = { code: 'loader.no-sync', attempt: 2, needs: 'button' } as const;
    const told = page.getByText('Hold its boot button (GPIO 0, on a C3 GPIO 9) down and reset it');
    await page.getByText('38 seconds left').waitFor();
    expect(await told.count()).toBe(0);
    await change(page, { phase: 'working', progress: { step, done: 0, total: 0, retry } });
    await told.waitFor();
    expect(await page.getByRole('alert').or(page.getByRole('status')).filter({ has: told }).count()).toBe(1);
    await expectAccessible(page);
    await photograph(page, 'technician-needs-button');
    await change(page, { phase: 'working', progress: { step, done: 1, total: 2 } });
    await told.waitFor({ state: 'detached' });
  });

  it('shows the result, marks lines of the start-up log, and reads the wire log page by page', async () => {
    const page = await open('recovered', { zoom: 2 });
    await page.getByText('What had to survive is intact').waitFor();
    expect(await page.getByRole('link', { name: 'Record 12' }).getAttribute('href')).toBe('#/records/12');
    await page.getByRole('img', { name: 'Label of record 12' }).waitFor();
    await photograph(page, 'technician-result');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save label' }).click();
    expect((await download).suggestedFilename()).toBe('label-12.svg');
    await page.evaluate(() => {
      window.print = () => Object.assign(window, { printed: document.documentElement.dataset.print });
    });
    await page.getByRole('button', { name: 'Print label' }).click();
    expect(await page.evaluate(() => Reflect.get(window, 'printed'))).toBe('record-label');
    await page.getByRole('button', { name: 'Start-up log' }).click();
    await page.getByRole('button', { name: 'Line 20: as expected' }).click();
    await page.locator('mark').filter({ hasText: 'Hearth 2.0.0' }).waitFor();
    await page.getByRole('button', { name: 'Wire log' }).click();
    const wire = page.getByRole('region', { name: 'Wire log' });
    await wire.getByText('SYNC').first().waitFor();
    expect(await wire.getByRole('listitem').count()).toBeLessThan(100);
    await wire.evaluate((box) => box.scrollTo(0, box.scrollHeight));
    await expect.poll(() => asked(page, 'unit.wire')).toContainEqual({ unit: 'u1', from: 500 });
    await expectAccessible(page);
    expect(await isAside(page)).toBe(false);
  });

  it('offers to go on with an unfinished job, and puts a backup back only with a ticket', async () => {
    const page = await open('boot-failed');
    await page.getByText('Brown-out: the supply voltage dropped').waitFor();
    await page.getByRole('button', { name: 'Go on with the job' }).click();
    await expect.poll(() => asked(page, 'unit.resume')).toHaveLength(1);
    await page.getByRole('button', { name: 'Backups of this unit' }).click();
    await page.getByRole('button', { name: /Put back the backup/ }).click();
    const planHash = 'e7'.repeat(32);
    await expect.poll(() => asked(page, 'unit.restore')).toHaveLength(2);
    expect(await asked(page, 'ask-ticket')).toEqual([{ planHash }]);
    expect(await asked(page, 'unit.restore')).toMatchObject([{}, { planHash, ticket: 'one-time' }]);
  });

  it('shows a hostile unit harmlessly', async () => {
    const page = await open('hostile');
    await page.getByRole('heading', { name: 'Trust store' }).waitFor();
    await page.getByRole('button', { name: 'Start-up log' }).click();
    await page.getByRole('region', { name: 'Start-up log' }).waitFor();
    const content = page.locator('main');
    expect(await content.locator('img[src="x"], script, b').count()).toBe(0);
    const text = (await content.textContent()) ?? '';
    expect(text).toContain('⟨U+202E⟩');
    for (const hidden of ['\u202e', '\u0000', '\u001b']) expect(text).not.toContain(hidden);
    expect(text.length).toBeLessThan(40_000);
    expect(await isAside(page)).toBe(false);
    const list = await open('hostile', { route: 'technician' });
    await list.getByText('Something stands in the way').waitFor();
    expect(await list.locator('main').locator('img[src="x"], script, b').count()).toBe(0);
    expect(await isAside(list)).toBe(false);
  });
});
