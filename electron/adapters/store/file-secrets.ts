import type { SecretStore } from '../../core/interfaces/machine.ts';
import { createFileStore, type FileStore } from './file-store.ts';

/**
 * Secrets as files that only this account may read, in a folder of their own. The desktop app may put the operating
 * system's key store in its place; both are read by whoever has this account.
 */
export function createFileSecrets(folder: string): SecretStore {
  const store = createFileStore(folder);
  return {
    async get(name) {
      const bytes = await store.read(name);
      return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
    },
    set: (name, secret) => store.replace(name, new TextEncoder().encode(secret)),
  };
}

/** The secret of that name, made on first use: two processes that start at once end with the same one. */
export async function secretOnce(
  store: Pick<FileStore, 'lock'>,
  secrets: SecretStore,
  name: string,
  make: () => Promise<string>,
): Promise<string> {
  const present = await secrets.get(name);
  if (present !== undefined) return present;
  const lock = await store.lock(`secret-${name}`, { waitMs: 10_000 });
  try {
    const madeMeanwhile = await secrets.get(name);
    if (madeMeanwhile !== undefined) return madeMeanwhile;
    const secret = await make();
    await secrets.set(name, secret);
    return secret;
  } finally {
    await lock.release();
  }
}
