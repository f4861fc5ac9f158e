import { RecoveryError } from '../errors/recovery-error.ts';
import type { Store } from '../interfaces/store.ts';
import type { Journal, JournalEntry } from './journal.ts';
import { journalEntry } from './journal-schema.ts';

const newline = 0x0a;
const maxLength = 0x2000000;

/**
 * A journal that adds to the file of that name. Before its first entry it cuts off a last line that a power cut left
 * incomplete, so that lines stay lines.
 */
export function openJournal(store: Store, name: string): Journal {
  const encoder = new TextEncoder();
  let ready: Promise<void> | undefined;
  return {
    async append(entry) {
      ready ??= cutIncompleteLine(store, name);
      await ready;
      await store.append(name, encoder.encode(`${JSON.stringify(entry)}\n`));
    },
  };
}

async function cutIncompleteLine(store: Store, name: string): Promise<void> {
  const bytes = await store.read(name);
  const whole = bytes && wholeLines(bytes);
  if (bytes && whole && whole.length < bytes.length) await store.replace(name, whole);
}

/**
 * The entries of a journal; none where there is no such file. An incomplete last line is what a power cut leaves and is
 * passed over: what it would have announced has not begun. Throws `engine.journal-damaged` for everything else.
 */
export async function readJournal(store: Store, name: string): Promise<JournalEntry[]> {
  const bytes = await store.read(name);
  if (!bytes) return [];
  if (bytes.length > maxLength) throw new RecoveryError('engine.journal-damaged', { journal: name, line: 0 });
  const lines = new TextDecoder('utf-8').decode(wholeLines(bytes)).split('\n');
  return lines.slice(0, -1).map((line, index) => parseEntry(line, name, index + 1));
}

function wholeLines(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(0, bytes.lastIndexOf(newline) + 1);
}

function parseEntry(line: string, journal: string, number: number): JournalEntry {
  const damaged = new RecoveryError('engine.journal-damaged', { journal, line: number });
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw damaged;
  }
  const entry = journalEntry.safeParse(value);
  if (!entry.success) throw damaged;
  return entry.data;
}
