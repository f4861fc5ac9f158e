import { writeFile } from 'node:fs/promises';
import { RecoveryError } from '../core/errors/recovery-error.ts';

/** Writes a file that the operator named. `secret` files are for the owner's eyes, and an old one is never replaced. */
export async function writeNamedFile(path: string, content: string | Uint8Array, secret = false): Promise<void> {
  try {
    await writeFile(path, content, secret ? { mode: 0o600, flag: 'wx' } : {});
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    throw new RecoveryError('store.write-failed', { name: path, reason }, { cause });
  }
}
