import { join, resolve } from 'node:path';
import envPaths from 'env-paths';

/** Where the product keeps what must last on this machine. */
export interface DataFolders {
  /** Journals, records, backups, releases, enrolled keys, locks. */
  readonly data: string;
  /** Private keys of this station. Apart from `data`, so that a copy of the data folder opens no backup (DESIGN §5.7). */
  readonly secrets: string;
  /** Logs, where asked for. */
  readonly logs: string;
}

/**
 * The folders of this account as the platform places them, or below `UNSTRAND_HOME` where that is set. Programs with
 * the same folders respect each other's locks.
 */
export function dataFolders(env: Readonly<Record<string, string | undefined>> = process.env): DataFolders {
  const home = env.UNSTRAND_HOME;
  if (home !== undefined && home !== '') {
    const root = resolve(home);
    return { data: join(root, 'data'), secrets: join(root, 'secrets'), logs: join(root, 'logs') };
  }
  const paths = envPaths('unstrand', { suffix: '' });
  return { data: paths.data, secrets: join(paths.config, 'secrets'), logs: paths.log };
}
