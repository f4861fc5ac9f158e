import { type AgeBackups, createAgeBackups } from '../adapters/backup/age-backups.ts';
import { systemClock, systemRandom } from '../adapters/machine.ts';
import { openRecordStore, type RecordStore } from '../adapters/records/record-store.ts';
import { dataFolders } from '../adapters/store/data-folder.ts';
import { createFileSecrets } from '../adapters/store/file-secrets.ts';
import { createFileStore, type FileStore } from '../adapters/store/file-store.ts';
import type { Clock, Random } from '../core/interfaces/machine.ts';

/** What the product keeps on this machine, and the machine itself. */
export interface Workspace {
  readonly store: FileStore;
  readonly backups: AgeBackups;
  readonly records: RecordStore;
  readonly clock: Clock;
  readonly random: Random;
}

/** Opens the data folders: below `UNSTRAND_HOME`, else where the operating system has such data. Nothing is read yet. */
export function openWorkspace(env: Readonly<Record<string, string | undefined>>): Workspace {
  const folders = dataFolders(env);
  const store = createFileStore(folders.data);
  const secrets = createFileSecrets(folders.secrets);
  return {
    store,
    backups: createAgeBackups({ store, secrets, clock: systemClock, random: systemRandom }),
    records: openRecordStore(store, secrets),
    clock: systemClock,
    random: systemRandom,
  };
}
