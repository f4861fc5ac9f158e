import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright';
import { expect, it } from 'vitest';
import type { BatchPolicy } from '../../../electron/core/batch/policy.ts';
import { signPolicy } from '../../../electron/core/batch/sign-policy.ts';
import { generateReleaseKey } from '../../../electron/core/release/release-key.ts';
import { demoProduct } from '../../../electron/sim/training/demo-release.ts';
import { newVersion } from '../../../electron/sim/units/seed-firmware.ts';
import { describeInBrowser } from '../../support/find-browser.ts';
import { useApp } from './served-app.ts';
import { addKey, goTo, skipTour } from './steps.ts';

const units = 16;

describeInBrowser('a repair center with sixteen units, two of them faulty', () => {
  const apps = useApp();

  it('recovers fourteen, sets one aside, says what is wrong with the other, and has the papers for it', async () => {
    const { page, picture } = await apps.open({ units: [] });
    await skipTour(page);
    await goTo(page, 'batch');
    await picture('batch-setup');
    await page.getByLabel('Operator').fill('Ada');
    await page.getByLabel('Work order').fill('RMA-16');
    await page.getByRole('button', { name: 'Plug them in' }).click();
    await page.getByText(`${units} plugged in`).waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Start batch' }).click();
    const stations = page.getByRole('list', { name: 'Stations' }).getByRole('listitem');
    await expect.poll(() => stations.count()).toBe(units);
    await picture('batch-running');
    await expect
      .poll(() => countersOf(page), { timeout: 160_000, interval: 500 })
      .toEqual({
        Done: 14,
        Failed: 1,
        'Set aside': 1,
        Unfinished: 0,
        'At work': 0,
      });
    await picture('batch-ended');
    await page.getByRole('button', { name: /^Station \d+ .*Set aside/ }).click();
    const sheet = page.getByRole('dialog');
    await sheet.getByText('Nothing on this unit shows that it is the product').waitFor();
    await picture('batch-set-aside');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^Station \d+ .*Failed/ }).click();
    await sheet
      .getByText(/did not start|supply/i)
      .first()
      .waitFor();
    await picture('batch-failed');
    await page.keyboard.press('Escape');
    const table = await saveTable(page);
    expect(table.split('\n').filter((line) => line.includes('recovered'))).toHaveLength(14);
    await goTo(page, 'records');
    await page.getByText('15 records').waitFor();
    await page.getByRole('button', { name: 'Check all records' }).click();
    await page.getByText('15 records checked: unchanged and complete.').waitFor();
    await picture('records');
  });

  it('overwrites the only firmware of a unit where a signed policy says so, and never without one', async () => {
    const { page, picture } = await apps.open({ units: ['seed-factory-only'] });
    const { policy, signature, publicKeyPem } = await signedPolicy();
    await skipTour(page);
    await goTo(page, 'batch');
    await startBatch(page);
    const station = page.getByRole('button', { name: /^Station 1 / });
    await station.and(page.getByRole('button', { name: /Set aside/ })).waitFor(job);
    await station.getByText('Needs a policy').waitFor();
    await page.getByRole('button', { name: 'End batch' }).click();
    await page.getByRole('button', { name: 'New batch' }).click();
    // Nobody knows the key yet.
    await choosePolicy(page, [policy, signature]);
    await page.getByRole('button', { name: 'Start batch' }).click();
    await page.getByRole('alert').getByText('which is not enrolled on this computer').waitFor();
    await addKey(page, 'Vendor', publicKeyPem);
    await goTo(page, 'batch');
    await page.getByRole('button', { name: 'New batch' }).click();
    await choosePolicy(page, [policy]);
    await page
      .getByRole('alert')
      .getByText(/signature/)
      .waitFor();
    await choosePolicy(page, [signature]);
    await picture('batch-policy');
    await startBatch(page);
    await page.getByText('Policy: Spring campaign (Vendor)').waitFor();
    await station.and(page.getByRole('button', { name: /Done/ })).waitFor(job);
    expect(await countersOf(page)).toMatchObject({ Done: 1, 'Set aside': 0 });
  });
});

const job = { timeout: 160_000 };

interface ChosenFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** A policy for the training release, signed by a vendor whom this station does not know. */
async function signedPolicy() {
  const { publicKeyPem, privateKeyPem } = await generateReleaseKey();
  const content: BatchPolicy = {
    ...{ kind: 'unstrand-batch-policy', format: 1, name: 'Spring campaign', product: demoProduct.id },
    releases: [{ version: newVersion }],
    allow: ['overwrites-only-slot'],
    ...{ validFrom: '2020-01-01T00:00:00Z', validUntil: '2099-01-01T00:00:00Z' },
    ...{ fullBackup: true, maxParallel: 4 },
  };
  const bytes = new TextEncoder().encode(JSON.stringify(content));
  const file = (name: string, of: Uint8Array): ChosenFile => ({
    ...{ name, mimeType: 'application/octet-stream' },
    buffer: Buffer.from(of),
  });
  return {
    publicKeyPem,
    policy: file('spring.json', bytes),
    signature: file('spring.json.sig', await signPolicy(bytes, privateKeyPem)),
  };
}

async function choosePolicy(page: Page, files: ChosenFile[]): Promise<void> {
  const button = page.getByRole('button', { name: 'Choose policy and its .sig file' });
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), button.click()]);
  await chooser.setFiles(files);
  for (const { name } of files) await page.getByText(name, { exact: true }).waitFor();
}

async function startBatch(page: Page): Promise<void> {
  await page.getByLabel('Operator').fill('Ada');
  await page.getByRole('button', { name: 'Start batch' }).click();
  await page.getByRole('list', { name: 'Stations' }).waitFor();
}

async function countersOf(page: Page): Promise<Record<string, number>> {
  const names = await page.locator('dl dt').allInnerTexts();
  const values = await page.locator('dl dd').allInnerTexts();
  return Object.fromEntries(names.map((name, index) => [name.trim(), Number.parseInt(values[index] ?? '', 10)]));
}

async function saveTable(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Report and export' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save table (CSV)' }).click(),
  ]);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  return readFile(await download.path(), 'utf8');
}
