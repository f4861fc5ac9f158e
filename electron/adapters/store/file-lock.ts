import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import lockfile from 'proper-lockfile';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { Lock } from '../../core/interfaces/store.ts';

export interface LockOptions {
  /** Waits this long for the lock instead of failing at once. */
  readonly waitMs?: number;
  /** Called when a held lock is lost: its file was removed, or this machine slept past the time after which a lock is stale. */
  readonly onLost?: (name: string) => void;
}

/** A lock whose holder has not touched it for this long belongs to a process that died. */
const staleMs = 10_000;
const retryMs = 50;

/**
 * Takes the lock that `path` stands for, across processes. The holder keeps it fresh; after a crash it can be taken
 * once `staleMs` are over. Throws `unit.locked`, or `store.busy` where waiting did not help.
 */
export async function takeLock(path: string, name: string, options: LockOptions): Promise<Lock> {
  const { waitMs = 0, onLost } = options;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const release = await lockfile.lock(path, {
      realpath: false,
      stale: staleMs,
      retries: { retries: Math.ceil(waitMs / retryMs), factor: 1, minTimeout: retryMs, maxTimeout: retryMs },
      onCompromised: () => onLost?.(name),
    });
    return { release: () => release().catch(() => {}) };
  } catch (error) {
    throw lockError(name, waitMs, error);
  }
}

function lockError(name: string, waitMs: number, error: unknown): RecoveryError {
  const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  if (reason !== 'ELOCKED') return new RecoveryError('store.write-failed', { name, reason }, { cause: error });
  return waitMs > 0
    ? new RecoveryError('store.busy', { name, seconds: waitMs / 1000 })
    : new RecoveryError('unit.locked', { name });
}
