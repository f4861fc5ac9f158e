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
export async function newestJournal(mac: string, workspace: Workspace): Promise<string | undefined> {
  return (await journalIds(workspace)).findLast((id) => id.startsWith(unitPrefix(mac)));
}

/** All journals on this machine, by unit and then by time. */
export async function journalIds({ store }: Workspace): Promise<string[]> {
  return (await store.list(folder)).map((name) => name.slice(folder.length + 1).replace(/\.jsonl$/, ''));
}

/** The newest journal of any unit. */
export async function lastJournal(workspace: Workspace): Promise<string | undefined> {
  return (await journalIds(workspace)).sort((a, b) => (journalTime(a) < journalTime(b) ? -1 : 1)).at(-1);
}

/** When the job of a journal began, as digits that sort like the time. */
export function journalTime(id: string): string {
  return id.slice(id.lastIndexOf('-') + 1);
}

/** Files of all journals in the store. */
export function listJournals({ store }: Workspace): Promise<readonly string[]> {
  return store.list(folder);
}

function unitPrefix(mac: string): string {
  return `${mac.replaceAll(':', '')}-`;
}
