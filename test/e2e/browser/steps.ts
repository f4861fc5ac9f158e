import { readFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright';

type Screen = 'guided' | 'technician' | 'batch' | 'records' | 'library' | 'settings' | 'training';

/** Closes the tour that greets whoever opens the app for the first time. */
export async function skipTour(page: Page): Promise<void> {
  const tour = page.getByRole('dialog');
  await tour.waitFor();
  await page.keyboard.press('Escape');
  await tour.waitFor({ state: 'detached' });
}

/** Goes to a screen as a person does: by its place in the navigation. */
export async function goTo(page: Page, screen: Screen): Promise<void> {
  await page.locator(`nav a[href="#/${screen}"]`).click();
  await page.locator(`nav a[href="#/${screen}"][aria-current="page"]`).waitFor();
}

const lessons: { readonly units: Readonly<Record<string, { readonly title: string }>> } = JSON.parse(
  readFileSync('resources/locales/en/training.json', 'utf8'),
);

type Hand = 'Plug in' | 'Unplug' | 'Hold the button' | 'Let go of the button';

/** Does to a virtual unit what a hand does to a real one; the page shows the training screen. Resolves when it was done. */
export async function byHand(page: Page, id: string, hand: Hand): Promise<void> {
  const lesson = lessonOf(page, id);
  await lesson.getByRole('button', { name: hand }).click();
  await lesson.getByRole('button', { name: opposites[hand] }).waitFor();
}

const opposites: Readonly<Record<Hand, Hand>> = {
  'Plug in': 'Unplug',
  Unplug: 'Plug in',
  'Hold the button': 'Let go of the button',
  'Let go of the button': 'Hold the button',
};

function lessonOf(page: Page, id: string): Locator {
  return page.getByRole('article', { name: lessons.units[id]?.title ?? id, exact: true });
}

/** Reads the only unit that is plugged in; resolves on its page when all is known. */
export async function openUnit(page: Page): Promise<void> {
  await goTo(page, 'technician');
  await page.getByRole('button', { name: /^Read the unit/ }).click();
  await page.getByRole('heading', { name: 'Trust store' }).waitFor({ timeout: 60_000 });
}

/** Enrols a vendor's key in the library. */
export async function addKey(page: Page, name: string, publicKeyPem: string): Promise<void> {
  await goTo(page, 'library');
  await page.getByRole('button', { name: 'Add a key…' }).click();
  await page.getByLabel('Whose key it is').fill(name);
  await page.getByLabel('Public key (PEM)').fill(publicKeyPem);
  await page.getByRole('button', { name: 'Add key' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

/** Gives a file to whatever a button opens. */
export async function chooseFile(page: Page, button: Locator, name: string, bytes: Uint8Array): Promise<void> {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), button.click()]);
  await chooser.setFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) });
}

/** Answers the question that the server asks in a page of its own, which `ask` opens. */
export async function answerConfirm(page: Page, ask: () => Promise<void>, typed: string | undefined): Promise<string> {
  const [question] = await Promise.all([page.context().waitForEvent('page'), ask()]);
  await question.waitForURL(/\/confirm\/[0-9a-f]{32}$/);
  const asked = (await question.locator('main').textContent()) ?? '';
  if (typed !== undefined) await question.getByRole('textbox').fill(typed);
  await question.getByRole('button', { name: typed === undefined ? /^No/ : /^Yes/ }).click();
  await question.getByRole('status').waitFor();
  await question.close();
  return asked;
}
