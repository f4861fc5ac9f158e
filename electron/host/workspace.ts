import { createAgeBackups } from '../adapters/backup/age-backups.ts';
import { systemClock, systemRandom } from '../adapters/machine.ts';
import { openRecordStore, type RecordStore } from '../adapters/records/record-store.ts';
import { dataFolder } from '../adapters/store/data-folder.ts';
import { createFileSecrets } from '../adapters/store/file-secrets.ts';
import { createFileStore } from '../adapters/store/file-store.ts';
import type { BackupStore } from '../core/engine/backup-store.ts';
import type { Clock, Random, SecretStore } from '../core/interfaces/machine.ts';
import type { Store } from '../core/interfaces/store.ts';

/** What the product keeps on this machine, and the machine itself. */
export interface Workspace {
  /** Absolute path of the data folder. */
  readonly folder: string;
  readonly store: Store;
  readonly secrets: SecretStore;
  readonly backups: BackupStore;
  readonly records: RecordStore;
  readonly clock: Clock;
  readonly random: Random;
}

/** Opens the data folder: `UNSTRAND_HOME`, else the one the operating system has for such data. */
export function openWorkspace(env: Readonly<Record<string, string | undefined>>): Workspace {
  const folder = dataFolder(env);
  const store = createFileStore(folder);
  const secrets = createFileSecrets(folder);
  const machine = { clock: systemClock, random: systemRandom };
  return {
    folder,
    store,
    secrets,
    backups: createAgeBackups({ store, secrets, ...machine }),
    records: openRecordStore({ store, secrets, ...machine }),
    ...machine,
  };
}
