import type { Page } from 'playwright';
import { expect, it } from 'vitest';
import { carelessSecrets } from '../../../electron/sim/training/firmware.ts';
import { describeInBrowser } from '../../support/find-browser.ts';
import { formsFound } from '../../support/secret-forms.ts';
import { saveBundle } from './save-bundle.ts';
import { useApp } from './served-app.ts';
import { goTo, openUnit, skipTour } from './steps.ts';

const job = { timeout: 120_000 };

describeInBrowser('a unit with passwords in its memory, in the address of its updates and in what it prints', () => {
  const apps = useApp();

  it('is shown and sent to support without any of them', async () => {
    const { page, picture } = await apps.open({ units: ['unknown-product'] });
    await listen(page);
    await goTo(page, 'guided');
    await page.getByRole('heading', { name: 'We cannot tell which product this is', level: 1 }).waitFor(job);
    const saved = await saveBundle(page, picture);
    // The lines were there, and so was the address: what is missing is only what must not leave the machine.
    expect(text(saved, 'boot-log.txt')).toContain('joining Home Network with password [redacted]');
    expect(text(saved, 'boot-log.txt')).toContain('/radio/esp32/latest.bin');
    expect(text(saved, 'facts.json')).toContain('/radio/esp32/latest.bin');
    expectNoSecret(saved);
  });

  it('is recovered, and its job is sent to support without any of them', async () => {
    const { page, picture } = await apps.open({ units: ['arduino'] });
    await listen(page);
    await goTo(page, 'guided');
    await page.getByRole('heading', { name: /^We can repair/, level: 1 }).waitFor(job);
    await page.getByRole('button', { name: 'Repair' }).click();
    await page.getByRole('heading', { name: 'It runs again', level: 1 }).waitFor(job);
    const saved = await saveBundle(page, picture);
    expect(Object.keys(saved)).toContain('journal.jsonl');
    expectNoSecret(saved);
  });
});

/** Reads the unit and lets it start and print; what the page shows of it holds no secret. */
async function listen(page: Page): Promise<void> {
  await skipTour(page);
  await openUnit(page);
  await page.getByRole('button', { name: 'Restart and listen' }).click();
  await page.getByRole('button', { name: 'Start-up log' }).click();
  await page
    .getByRole('button', { name: /^Line \d+: The connection to a server failed/ })
    .first()
    .click(job);
  await page.getByText('wifi psk=[redacted]').waitFor();
  expect(secretsIn(Buffer.from(await page.content()))).toEqual([]);
  await page.getByRole('button', { name: 'Restart and listen' }).and(page.locator(':enabled')).waitFor(job);
}

function text(files: Readonly<Record<string, Uint8Array>>, name: string): string {
  return new TextDecoder().decode(files[name]);
}

function expectNoSecret(files: Readonly<Record<string, Uint8Array>>): void {
  for (const [name, bytes] of Object.entries(files)) expect([name, secretsIn(bytes)]).toEqual([name, []]);
}

/** Which secrets the bytes hold, in whatever form. */
function secretsIn(bytes: Uint8Array): string[] {
  return Object.entries(carelessSecrets).flatMap(([what, secret]) =>
    formsFound(bytes, secret).map((form) => `${what}, ${form}`),
  );
}
