import { createReadStream } from 'node:fs';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { Lock, Store } from '../../core/interfaces/store.ts';
import { appendFile, makeOwnerFolder, replaceFile, syncFolder, truncateFile } from './durable-file.ts';
import { type LockOptions, takeLock } from './file-lock.ts';

/** Largest file that is read into memory as a whole: no release, journal or backup of a 16 MiB flash comes near it. */
export const maxFileBytes = 64 << 20;

/** A `Store` on a folder, with streaming for files that are large (backups) or grow without end (records). */
export interface FileStore extends Store {
  /** The file's bytes from `start` on, in pieces. Throws `file.unreadable` where the file does not exist. */
  stream(name: string, start?: number): AsyncIterable<Uint8Array>;
  /** `replace` for content that comes in pieces. */
  replaceFrom(name: string, chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void>;
  /** Size in bytes; 0 where the file does not exist. */
  size(name: string): Promise<number>;
  /** Cuts the file after `length` bytes; durable when resolved. */
  truncate(name: string, length: number): Promise<void>;
  /** `waitMs` waits for the lock instead of failing at once, then throws `store.busy`. */
  lock(name: string, options?: { readonly waitMs?: number }): Promise<Lock>;
  /** Absolute path of a name, for libraries that open files themselves. */
  path(name: string): string;
}

/**
 * A store on `folder`, which is made on first use with owner-only rights. Names whose segments are not
 * `[a-z0-9_-][a-z0-9._-]*` are a defect of the caller: RangeError.
 */
export function createFileStore(folder: string, lockOptions: LockOptions = {}): FileStore {
  const path = (name: string): string => join(folder, ...checkedSegments(name));
  const writing = async (name: string, write: (path: string) => Promise<void>): Promise<void> => {
    const target = path(name);
    await mapped('store.write-failed', name, async () => {
      await makeFolders(folder, dirname(target));
      await write(target);
    });
  };
  return {
    path,
    read: (name) => mapped('file.unreadable', name, () => readWhole(path(name), name)),
    stream: (name, start = 0) => streamFile(path(name), name, start),
    size: (name) => mapped('file.unreadable', name, async () => (await statOrNothing(path(name)))?.size ?? 0),
    replace: (name, bytes) => writing(name, (target) => replaceFile(target, [bytes])),
    replaceFrom: (name, chunks) => writing(name, (target) => replaceFile(target, chunks)),
    append: (name, bytes) => writing(name, (target) => appendFile(target, bytes)),
    truncate: (name, length) => writing(name, (target) => truncateFile(target, length)),
    list: (name) => mapped('file.unreadable', name, () => listFiles(path(name), name)),
    remove: (name) => writing(name, removeFile),
    lock: (name, options = {}) => takeLock(lockPath(folder, name), name, { ...lockOptions, ...options }),
  };
}

const segmentPattern = /^[a-z0-9_-][a-z0-9._-]*$/;

function checkedSegments(name: string): string[] {
  const segments = name.split('/');
  if (name.length > 200 || !segments.every((segment) => segmentPattern.test(segment))) {
    throw new RangeError(`not a name of the store: ${JSON.stringify(name.slice(0, 200))}`);
  }
  return segments;
}

/** Lock names are MAC addresses: one lock for both ways to write the letters, and no colon, which Windows does not allow. */
function lockPath(folder: string, name: string): string {
  return join(folder, 'locks', ...checkedSegments(name.toLowerCase().replaceAll(':', '-')));
}

async function makeFolders(root: string, folder: string): Promise<void> {
  await makeOwnerFolder(root);
  if (folder !== root) await makeOwnerFolder(folder);
}

async function readWhole(path: string, name: string): Promise<Uint8Array | undefined> {
  const found = await statOrNothing(path);
  if (found === undefined) return undefined;
  if (found.size > maxFileBytes) {
    throw new RecoveryError('file.too-large', { name, size: found.size, limit: maxFileBytes });
  }
  return new Uint8Array(await readFile(path));
}

async function* streamFile(path: string, name: string, start: number): AsyncIterable<Uint8Array> {
  try {
    yield* createReadStream(path, { start });
  } catch (error) {
    throw ioError('file.unreadable', name, error);
  }
}

/** Full names of the files below a folder, sorted; files being written (they begin with a dot) are not there yet. */
async function listFiles(path: string, name: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(nothingWhereMissing);
  return (entries ?? [])
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) =>
      [
        name,
        ...join(entry.parentPath, entry.name)
          .slice(path.length + 1)
          .split(sep),
      ].join('/'),
    )
    .sort();
}

async function removeFile(path: string): Promise<void> {
  await rm(path, { force: true });
  await syncFolder(dirname(path));
}

function statOrNothing(path: string): Promise<{ size: number } | undefined> {
  return stat(path).catch(nothingWhereMissing);
}

function nothingWhereMissing(error: unknown): undefined {
  if (errnoOf(error) !== 'ENOENT') throw error;
  return undefined;
}

async function mapped<T>(
  code: 'file.unreadable' | 'store.write-failed',
  name: string,
  action: () => Promise<T>,
): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw ioError(code, name, error);
  }
}

/** An operating system's refusal as an error of ours; errors that already are ours pass. */
function ioError(code: 'file.unreadable' | 'store.write-failed', name: string, error: unknown): unknown {
  const reason = errnoOf(error);
  return reason === undefined ? error : new RecoveryError(code, { name, reason }, { cause: error });
}

function errnoOf(error: unknown): string | undefined {
  return error instanceof Error && 'syscall' in error && 'code' in error ? String(error.code) : undefined;
}
