import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file of the owner's alone, in a folder of its own. */
export interface SecretFile {
  readonly folder: string;
  readonly name: string;
  readonly path: string;
}

/** Writes a secret for a tool that reads it from a file, and removes it whatever comes of that. */
export async function withSecretFile<T>(
  name: string,
  content: string,
  use: (file: SecretFile) => Promise<T>,
): Promise<T> {
  // mkdtemp makes folders with mode 0700.
  const folder = await mkdtemp(join(tmpdir(), 'unstrand-'));
  try {
    const path = join(folder, name);
    const file = await open(path, 'wx', 0o600);
    await file.writeFile(content).finally(() => file.close());
    return await use({ folder, name, path });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
