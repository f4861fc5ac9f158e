import { z } from 'zod';
import type { FileStore } from '../store/file-store.ts';
import { type BackupHeader, totalBytes } from './backup-header.ts';

const sidecarSchema = z.object({
  id: z.string(),
  mac: z.string(),
  createdAt: z.string(),
  bytes: z.number(),
  fileBytes: z.number(),
});

/** What is known of a backup without opening it: whose, when, how large; nothing of its content, not even hashes. */
export type BackupSidecar = z.infer<typeof sidecarSchema>;

/** Writes the clear line that lists the backup, once the backup itself is durable. */
export async function writeSidecar(store: FileStore, header: BackupHeader, fileBytes: number): Promise<void> {
  const { id, mac, createdAt, pieces } = header;
  const sidecar: BackupSidecar = { id, mac, createdAt, bytes: totalBytes(pieces), fileBytes };
  await store.replace(`backups/${id}.json`, new TextEncoder().encode(`${JSON.stringify(sidecar)}\n`));
}

/** All backups whose line can be read, oldest first. */
export async function listBackups(store: FileStore): Promise<BackupSidecar[]> {
  const names = (await store.list('backups')).filter((name) => name.endsWith('.json'));
  const sidecars = await Promise.all(names.map((name) => readSidecar(store, name)));
  return sidecars
    .filter((sidecar) => sidecar !== undefined)
    .sort((a, b) => (a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : 0));
}

async function readSidecar(store: FileStore, name: string): Promise<BackupSidecar | undefined> {
  try {
    const sidecar = sidecarSchema.parse(JSON.parse(new TextDecoder().decode(await store.read(name))));
    return name === `backups/${sidecar.id}.json` ? sidecar : undefined;
  } catch {
    return undefined;
  }
}
