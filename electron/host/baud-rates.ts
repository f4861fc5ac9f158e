import type { BaudRateMemory } from '../adapters/esptool/session.ts';
import type { Store } from '../core/interfaces/store.ts';

const file = 'baud-rates.json';
const maxAdapters = 1000;

/**
 * Rates that adapters on this machine can carry, kept between runs (DESIGN §6). A file that is damaged or cannot be
 * written costs a few seconds of trying the next time, and nothing else.
 */
export async function openBaudRates(store: Store): Promise<BaudRateMemory> {
  const rates = new Map(await readRates(store));
  return {
    get: (adapter) => rates.get(adapter),
    set(adapter, baudRate) {
      if (rates.get(adapter) === baudRate) return;
      rates.set(adapter, baudRate);
      const entries = [...rates].slice(-maxAdapters);
      void store.replace(file, new TextEncoder().encode(JSON.stringify(entries))).catch(() => undefined);
    },
  };
}

async function readRates(store: Store): Promise<[string, number][]> {
  try {
    const entries: unknown = JSON.parse(new TextDecoder().decode(await store.read(file)));
    return Array.isArray(entries) ? entries.filter(isRate).slice(0, maxAdapters) : [];
  } catch {
    return [];
  }
}

function isRate(entry: unknown): entry is [string, number] {
  return Array.isArray(entry) && typeof entry[0] === 'string' && Number.isInteger(entry[1]);
}
