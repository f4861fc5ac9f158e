import type { Workspace } from './workspace.ts';

const folder = 'journal';

/** Ids sort by unit, then by time. */
export function newJournalId(mac: string, { clock }: Workspace): string {
  const time = new Date(clock.now()).toISOString().replaceAll(/[^0-9]/g, '');
  return `${unitPrefix(mac)}${time}`;
}

/** The file of a journal in the store. */
export function journalName(id: string): string {
  return `${folder}/${id}.jsonl`;
}

/** The newest journal of a unit: an older one was overtaken by it. */
export async function newestJournal(mac: string, { store }: Workspace): Promise<string | undefined> {
  const ids = (await store.list(folder)).map((name) => name.slice(folder.length + 1).replace(/\.jsonl$/, ''));
  return ids.filter((id) => id.startsWith(unitPrefix(mac))).at(-1);
}

/** Files of all journals in the store. */
export function listJournals({ store }: Workspace): Promise<readonly string[]> {
  return store.list(folder);
}

function unitPrefix(mac: string): string {
  return `${mac.replaceAll(':', '')}-`;
}
