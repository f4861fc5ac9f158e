import { writeFile } from 'node:fs/promises';
import { RecoveryError } from '../core/errors/recovery-error.ts';

export interface WriteOptions {
  /** For the eyes of this account only. */
  readonly secret?: boolean;
  /** Refuse where there is such a file already. */
  readonly keepOld?: boolean;
}

/** Writes a file that the operator named. Throws `file.exists` or `file.not-writable`. */
export async function writeNamedFile(
  path: string,
  content: string | Uint8Array,
  { secret = false, keepOld = secret }: WriteOptions = {},
): Promise<void> {
  try {
    await writeFile(path, content, { ...(secret && { mode: 0o600 }), ...(keepOld && { flag: 'wx' }) });
  } catch (cause) {
    throw cannotWrite(path, cause);
  }
}

/** Why a file that the operator named cannot be written; what is an error of ours already stays what it is. */
export function cannotWrite(path: string, cause: unknown): RecoveryError {
  if (cause instanceof RecoveryError) return cause;
  const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (reason === 'EEXIST') return new RecoveryError('file.exists', { name: path }, { cause });
  return new RecoveryError('file.not-writable', { name: path, reason }, { cause });
}
