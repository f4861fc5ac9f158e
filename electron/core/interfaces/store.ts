/** Held lock; `release` gives it back and never throws. */
export interface Lock {
  release(): Promise<void>;
}

/**
 * Named files of the product: journals, records, keys, releases. Names are relative paths of `[a-z0-9._-]` segments
 * joined by `/`. Errors are RecoveryError `store.write-failed` or `file.unreadable`.
 */
export interface Store {
  /** The file's bytes, or undefined where it does not exist. */
  read(name: string): Promise<Uint8Array | undefined>;
  /** Replaces the file as a whole; after a power cut either the old or the new content is there. Durable when resolved. */
  replace(name: string, bytes: Uint8Array): Promise<void>;
  /** Adds bytes at the end; durable when resolved. A power cut may leave the last addition incomplete. */
  append(name: string, bytes: Uint8Array): Promise<void>;
  /** Names of files below a folder, sorted. */
  list(folder: string): Promise<readonly string[]>;
  remove(name: string): Promise<void>;
  /** Takes a lock that every process of the product on this machine respects. Throws `unit.locked` when it is taken. */
  lock(name: string): Promise<Lock>;
}
