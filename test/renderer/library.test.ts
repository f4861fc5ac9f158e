import type { Page } from 'playwright';
import { expect, it } from 'vitest';
import { describeInBrowser } from '../support/find-browser.ts';
import { expectAccessible } from './axe.ts';
import { usePages } from './open-page.ts';
import { knownHashes } from './scenarios/library.ts';
import { photograph } from './screenshots.ts';

const file = (name: string) => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.from('bytes') });

async function choose(page: Page, button: string, name: string): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: button }).click();
  await (await chooser).setFiles(file(name));
}

function asked(page: Page, command: string) {
  return page.evaluate((name) => window.fake?.asked.filter((each) => each.command === name), command);
}

describeInBrowser('the library', () => {
  const pages = usePages();

  it('is accessible in both themes and at 200 %, where the page does not scroll sideways', async () => {
    for (const theme of ['light', 'dark'] as const) {
      const page = await pages.open({ scenario: 'library-full', route: 'library', theme });
      await page.getByRole('heading', { level: 1 }).waitFor();
      await expectAccessible(page);
      await photograph(page, `library-${theme}`);
    }
    const page = await pages.open({ scenario: 'library-full', route: 'library', zoom: 2 });
    await page.getByRole('heading', { level: 1 }).waitFor();
    await expectAccessible(page);
    await photograph(page, 'library-zoom');
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  });

  it('shows each hash by which a release knows its product as a short code that is whole when it is taken', async () => {
    const page = await pages.open({ scenario: 'library-full', route: 'library' });
    await page.getByRole('button', { name: 'Details of Seed Radio 2.0.0' }).first().click();
    const sheet = page.getByRole('dialog');
    for (const hash of knownHashes) {
      const code = sheet.getByText(hash, { exact: true });
      await code.waitFor();
      const isCut = await code.evaluate(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth);
      expect(isCut).toBe(true);
      await code.click();
      expect(await page.evaluate(() => String(getSelection()))).toBe(hash);
      expect(await code.getAttribute('title')).toBe(hash);
    }
    await expectAccessible(page);
    await photograph(page, 'library-manifest');
  });

  it('takes files that the system opens with the app, on whatever screen', async () => {
    const page = await pages.open({ scenario: 'library-empty', route: 'settings' });
    const opens = (name: string) =>
      page.evaluate((each) => window.fake?.openFile({ ok: true, name: each, file: 'UEs=' }), name);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await opens('fix.unstrand');
    const sheet = page.getByRole('dialog');
    await sheet.getByText('Installed Seed Radio 2.0.0').waitFor();
    await expectAccessible(page);
    await photograph(page, 'library-opened-file');
    expect(await asked(page, 'release.install')).toEqual([{ command: 'release.install', params: { file: 'UEs=' } }]);
    await sheet.getByRole('button', { name: 'Go on' }).click();
    await opens('radio.unstrand-profile');
    await sheet.getByText('Do you trust this vendor?').waitFor();
    expect(await asked(page, 'profile.open')).toEqual([]);
    await sheet.getByRole('button', { name: /trust and open/ }).click();
    await sheet.waitFor({ state: 'detached' });
    expect(await asked(page, 'profile.open')).toMatchObject([{ params: { confirmKey: expect.any(String) } }]);
    await page.evaluate(() => {
      const params = { name: 'gone.unstrand', reason: 'ENOENT' };
      window.fake?.openFile({ ok: false, error: { code: 'file.unreadable', params } });
    });
    await sheet.getByText('gone.unstrand cannot be read').waitFor();
  });

  it('installs, shows and removes a release', async () => {
    const page = await pages.open({ scenario: 'library-empty', route: 'library' });
    await page.getByText('No release is installed').waitFor();
    await photograph(page, 'library-empty');
    await choose(page, 'Install a release', 'fix.unstrand');
    await page.getByRole('status').filter({ hasText: 'Installed Seed Radio 2.0.0' }).waitFor();
    await page.getByRole('button', { name: 'Details of Seed Radio 2.0.0' }).click();
    await page.getByRole('dialog').getByText('updates.example.com:443').waitFor();
    await expectAccessible(page);
    await photograph(page, 'release');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Remove Seed Radio 2.0.0' }).click();
    expect(await asked(page, 'release.remove')).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByText('No release is installed').waitFor();
  });

  it('adds and revokes keys by keyboard', async () => {
    const page = await pages.open({ scenario: 'library-full', route: 'library', theme: 'dark' });
    await page.getByRole('button', { name: 'Add a key' }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Whose key it is').waitFor();
    expect(await dialog.getByRole('button', { name: 'Add key' }).isDisabled()).toBe(true);
    await page.keyboard.type('Nobody');
    await page.keyboard.press('Tab');
    await page.keyboard.type('no key');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await dialog.getByRole('alert').filter({ hasText: 'cannot be used (not-p256)' }).waitFor();
    await expectAccessible(page);
    await photograph(page, 'key-refused');
    await dialog.getByLabel('Whose key it is').fill('New Vendor');
    await dialog.getByRole('button', { name: 'Add key' }).press('Enter');
    await page.getByRole('cell', { name: 'New Vendor', exact: true }).waitFor();

    await page.getByRole('button', { name: 'Revoke the key of Example Factory' }).press('Enter');
    await expectAccessible(page);
    await photograph(page, 'key-revoke');
    expect(await asked(page, 'key.revoke')).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).press('Enter');
    await page.getByText('Revoked Jun 1, 2026').waitFor();
  });

  it('opens a profile only after its new key was shown whole and confirmed', async () => {
    const page = await pages.open({ scenario: 'library-empty', route: 'library' });
    await choose(page, 'Open a profile', 'radio.unstrand-profile');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('3f2a 9c0d 11e2 b3a4 '.repeat(4).trim()).waitFor();
    await dialog.getByText('another key is enrolled under the name').waitFor();
    await expectAccessible(page);
    await photograph(page, 'profile-ask');
    expect(await asked(page, 'profile.open')).toEqual([]);
    await dialog.getByRole('button', { name: 'trust and open' }).click();
    await page.getByRole('img', { name: 'Where the boot button of Seed Radio is' }).waitFor();
    expect(await asked(page, 'profile.open')).toMatchObject([
      { params: { confirmKey: expect.stringMatching(/^3f2a/) } },
    ]);
    await page.getByRole('button', { name: 'Close profile' }).click();
    await page.getByText('A vendor can send one file').waitFor();
  });

  it('shows hostile text harmlessly', async () => {
    const page = await pages.open({ scenario: 'library-hostile', route: 'library' });
    await page.getByRole('heading', { level: 1 }).waitFor();
    await expectAccessible(page);
    await photograph(page, 'library-hostile');
    await page.getByRole('button', { name: 'Details of' }).click();
    await page.getByRole('dialog').getByText('<b>x</b>').waitFor();
    await photograph(page, 'release-hostile');
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
    expect(await page.locator('body').textContent()).not.toContain('\u202e');
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  });
});
