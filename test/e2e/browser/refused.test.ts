import { randomBytes } from 'node:crypto';
import type { Page } from 'playwright';
import { expect, it } from 'vitest';
import { commands } from '../../../electron/contract/commands.ts';
import { opcodeName } from '../../../electron/core/chips/loader-opcodes.ts';
import { decodeSupportCode } from '../../../electron/core/support/support-code.ts';
import { describeInBrowser } from '../../support/find-browser.ts';
import { testVendor } from './packages.ts';
import { answersOf, sayOnLane, stateNow } from './raw-lane.ts';
import { useApp } from './served-app.ts';
import { addKey, chooseFile, goTo, openUnit, skipTour } from './steps.ts';

const hostileVendor = '<b onclick="window.hacked=1">Vendor</b>';
const hostileName = 'Lamp <img src=x onerror="window.hacked=1">';

describeInBrowser('what must not get through', () => {
  const apps = useApp();

  it('packages that nobody vouches for, that were changed, or that are for another product', async () => {
    const { page, picture } = await apps.open({ units: ['seed'] });
    const vendor = await testVendor(hostileName);
    await skipTour(page);
    await addKey(page, hostileVendor, vendor.publicKeyPem);
    const before = await stateNow(page);
    expect(await refusalOf(page, vendor.unsigned)).toBe('release.unsigned');
    expect(await refusalOf(page, vendor.tampered)).toBe('release.file-mismatch');
    expect(await refusalOf(page, randomBytes(3000))).toBe('release.unreadable');
    await picture('library-refused');
    expect(await stateNow(page)).toEqual(before);
    await install(page, vendor.otherProduct);
    await page.getByText(/^Installed Lamp/).waitFor();
    await page.getByRole('cell', { name: hostileVendor }).first().waitFor();
    await picture('library-hostile-name');

    await openUnit(page);
    await page.getByRole('button', { name: /Release$/ }).click();
    await page.getByRole('option', { name: /^Lamp/ }).click();
    await page.getByRole('button', { name: 'Make a plan' }).click();
    const refusal = page.getByRole('alert').filter({ hasText: 'Refused: nothing will be written' });
    await refusal.getByText('(plan.wrong-product)').waitFor();
    await picture('technician-refused');
    expect(await page.getByRole('button', { name: 'Recover this unit' }).isDisabled()).toBe(true);
    expect(await writesTo(page)).toEqual([]);
    expect(await page.locator('main img[src="x"]').count()).toBe(0);
    expect(await page.evaluate(() => Reflect.has(globalThis, 'hacked'))).toBe(false);
  });

  it('messages that are malformed, out of order, or not a screen’s to send', async () => {
    const { page } = await apps.open({ units: ['seed', 'unknown-product'] });
    await skipTour(page);
    await goTo(page, 'technician');
    await page
      .getByRole('button', { name: /^Read the unit/ })
      .first()
      .click();
    await page.getByRole('heading', { name: 'Trust store' }).waitFor({ timeout: 60_000 });
    const before = await stateNow(page);
    const [unit = ''] = Object.keys(before.units);
    const [release = ''] = Object.keys(before.releases);
    const request = (id: number, command: string, params: unknown, more = {}) => ({
      ...{ type: 'request', id, command, params },
      ...more,
    });
    const planHash = 'ab'.repeat(32);
    const answers = answersOf(
      await sayOnLane(page, [
        ...[null, 7, 'text', [], {}, { type: 'reply', id: 1, ok: true, value: {} }],
        { type: 'cancel', id: 4711 },
        request(5, 'unit.fly', {}),
        request(5, 'record.verify', {}),
        request(4, 'record.verify', {}),
        request(6, '__proto__', {}),
        request(7, 'unit.close', { unit: 7 }),
        request(8, 'unit.close', { unit: 'u99' }),
        request(9, 'unit.close', { unit }, { more: 1 }),
        request(10, 'unit.recover', { unit, planHash, operator: 'Eve' }),
        request(11, 'unit.recover', { unit, planHash, operator: 'Eve', ticket: 'made-up' }),
        request(12, 'unit.plan', { unit, release: '../../etc/passwd', mode: 'guided', fullBackup: false }),
        request(13, 'unit.plan', { unit, release, mode: 'batch', fullBackup: false }),
        request(14, 'unit.open', { target: '/etc/passwd' }),
        request(15, 'unit.resume', { unit }),
        request(17, 'settings.change', { allowUnsigned: true }),
        request(18, 'unit.restore', { unit, backup: '../../x', ticket: 'made-up', planHash }),
        request(19, 'release.install', { file: 'AAAA' }),
        request(20, 'batch.retry', { station: 1 }),
        ...Object.keys(commands).map((command, index) => request(100 + index, command, { [command]: '\u0000' })),
      ]),
    );
    const codes = Object.entries(answers).filter(([id]) => Number(id) !== 1_000_000);
    for (const [id, answer] of codes) expect([id, answer], id).not.toEqual([id, 'ok']);
    expect(Object.values(answers)).not.toContain('internal');
    expect(answers).toMatchObject({ 5: 'app.bad-message', 6: 'app.unknown-command', 9: 'app.bad-message' });
    expect(answers[10]).toBe('app.unknown-plan');
    expect(await stateNow(page)).toEqual(before);
    expect(await writesTo(page)).toEqual([]);
    // Text that is no JSON ends that lane, and no other.
    await page.evaluate(
      (url) =>
        new Promise<void>((resolve) => {
          const socket = new WebSocket(url);
          socket.onopen = () => socket.send('{');
          socket.onclose = () => resolve();
        }),
      `ws://${new URL(page.url()).host}/lane`,
    );
    await page.getByRole('button', { name: 'Make a plan' }).click();
    await page.getByText('Kept exactly as it is').waitFor();
  });

  it('a yes to an irreversible step from anything but a person who can type it', async () => {
    const { page, picture } = await apps.open({ units: ['seed-factory-only'], mayLog: /403/ });
    await skipTour(page);
    await openUnit(page);
    await page.getByRole('button', { name: 'Make a plan' }).click();
    await page.getByText('You will be asked to agree to this').waitFor();
    await page.getByLabel('Your name').fill('Ada');
    const recover = page.getByRole('button', { name: 'Recover this unit' });
    const [question] = await Promise.all([page.context().waitForEvent('page'), recover.click()]);
    const typed = question.getByRole('textbox');
    await typed.fill('00000000');
    await question.getByRole('button', { name: /^Yes/ }).click();
    await question.getByRole('alert').waitFor();
    await picture('confirm-page', question);
    await question.getByRole('button', { name: /^No/ }).click();
    await question.getByText('Nothing was agreed to').waitFor();
    await expect.poll(() => recover.isEnabled()).toBe(true);
    expect(await writesTo(page)).toEqual([]);
    expect(Object.values((await stateNow(page)).units)[0]?.phase).toBe('ready');
  });
});

function install(page: Page, bytes: Uint8Array): Promise<void> {
  return chooseFile(page, page.getByRole('button', { name: 'Install a release…' }), 'vendor.unstrand', bytes);
}

/** What a person would read to support when the package is refused. */
async function refusalOf(page: Page, bytes: Uint8Array): Promise<string | undefined> {
  const code = page.getByRole('alert').filter({ hasText: 'Support code' }).locator('code');
  const before = (await code.count()) > 0 ? await code.textContent() : '';
  await install(page, bytes);
  await expect.poll(() => code.textContent()).not.toBe(before);
  const decoded = decodeSupportCode((await code.textContent()) ?? '');
  return decoded.ok ? decoded.value.error : undefined;
}

const writing = /^(FLASH_(BEGIN|DATA|DEFL)|ERASE|rcv-fw)/;

/** Commands to any unit that would change its flash. */
async function writesTo(page: Page): Promise<string[]> {
  const written: string[] = [];
  for (const unit of Object.keys((await stateNow(page)).units)) {
    const heard = await sayOnLane(page, [{ type: 'request', id: 1, command: 'unit.wire', params: { unit, from: 0 } }]);
    const reply = heard.find((message) => message.type === 'reply' && message.id === 1);
    if (reply?.type !== 'reply' || !reply.ok) throw new Error('there is no wire log');
    const { events } = commands['unit.wire'].result.parse(reply.value);
    expect(events.length).toBeGreaterThan(10);
    const names = events.map((event) => ('opcode' in event ? opcodeName(event.opcode) : event.endpoint));
    written.push(...names.filter((name) => writing.test(name)));
  }
  return written;
}
