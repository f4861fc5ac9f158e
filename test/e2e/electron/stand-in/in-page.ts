import type { Page } from 'playwright';

/** Calls a function of the preload script in a page. */
export function callBridge(page: Page, name: string, params: unknown): Promise<unknown> {
  const run = ([name, params]: readonly [string, unknown]): unknown => {
    const bridge: unknown = Reflect.get(globalThis, 'unstrand');
    if (typeof bridge !== 'object' || bridge === null) throw new Error('no bridge');
    const call: unknown = Reflect.get(bridge, name);
    if (typeof call !== 'function') throw new Error(`no ${name}`);
    return call(params);
  };
  return page.evaluate(run, [name, params] as const);
}

/** Says something to the stand-in over the page's lane. */
export async function say(page: Page, words: string): Promise<void> {
  await page.evaluate((words) => Reflect.apply(Reflect.get(globalThis, 'say'), undefined, [words]), words);
}

/** Waits until the lane has brought so many messages with this member, and gives the last one. */
export async function heard(page: Page, member: string, count = 1): Promise<Readonly<Record<string, unknown>>> {
  const find = ([member, count]: readonly [string, number]): Record<string, unknown> | undefined => {
    const received: Record<string, unknown>[] = Reflect.get(globalThis, 'received');
    const found = received.filter((message) => member in message);
    return found.length >= count ? found.at(-1) : undefined;
  };
  const handle = await page.waitForFunction(find, [member, count] as const);
  return { ...(await handle.jsonValue()) };
}
