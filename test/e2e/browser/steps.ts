import type { Page } from 'playwright';

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

/** Plugs a virtual unit in, on the training screen. */
export async function plug(page: Page, id: string): Promise<void> {
  await goTo(page, 'training');
  await page.locator(`[data-unit="${id}"]`).getByRole('button', { name: /^Plug/ }).click();
}
