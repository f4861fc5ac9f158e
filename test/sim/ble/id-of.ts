import type { BleCentral } from '../../../electron/core/interfaces/ble-central.ts';

/** The unit that advertises under this name, as soon as it is heard. */
export async function idOf(central: BleCentral, name: string): Promise<string> {
  const heard = new AbortController();
  let id: string | undefined;
  const signal = AbortSignal.any([heard.signal, AbortSignal.timeout(10_000)]);
  await central.scan((advertisement) => {
    if (!advertisement.name?.startsWith(name.slice(0, 8))) return;
    id = advertisement.id;
    heard.abort();
  }, signal);
  if (id === undefined) throw new Error(`${name} is not heard`);
  return id;
}
