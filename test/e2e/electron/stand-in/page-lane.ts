import type { Page } from 'playwright';
import type { Lane } from '../../../../electron/contract/lane.ts';

/** The lane that the page holds, as if the test sat in the page. */
export async function pageLane(page: Page): Promise<Lane> {
  const listeners = new Set<(message: unknown) => void>();
  await page.exposeFunction('deliver', (message: unknown) => {
    for (const listener of listeners) listener(message);
  });
  await page.evaluate(() => {
    addEventListener('lane', (event) => {
      if (event instanceof CustomEvent) Reflect.apply(Reflect.get(globalThis, 'deliver'), undefined, [event.detail]);
    });
  });
  return {
    post: (message) =>
      void page.evaluate((words) => Reflect.apply(Reflect.get(globalThis, 'say'), undefined, [words]), message),
    onMessage: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onClose: () => () => {},
    close: () => {},
  };
}
