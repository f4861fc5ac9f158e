import { open } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { fileChannel } from '../contract/channels.ts';
import { isVendorFileName, maxVendorFileBytes, type OpenedFile } from '../contract/vendor-file.ts';
import { RecoveryError } from '../core/errors/recovery-error.ts';
import { envelopeOf } from './envelope.ts';

/** What is used of a page. */
export interface FileContents {
  isDestroyed(): boolean;
  send(channel: string, file: OpenedFile): void;
}

/** Hands the files that somebody opens with the app to its page. The page never learns where they lie. */
export interface OpenedFiles {
  /** A file's path from the system; what is no vendor's file by its name is left alone. */
  open(path: string): Promise<void>;
  /** The page is there and listens: what was opened meanwhile, the newest only, goes to it. */
  listen(contents: FileContents): void;
}

export function createOpenedFiles(version: string): OpenedFiles {
  let page: FileContents | undefined;
  let waiting: OpenedFile | undefined;
  const handOver = (): void => {
    if (waiting === undefined || page === undefined || page.isDestroyed()) return;
    page.send(fileChannel, waiting);
    waiting = undefined;
  };
  return {
    async open(path) {
      if (!isVendorFileName(basename(path))) return;
      waiting = await readVendorFile(path, version);
      handOver();
    },
    listen(contents) {
      page = contents;
      handOver();
    },
  };
}

/** The vendor's file that a command line names, the last one where it names several. */
export function vendorFileIn(argv: readonly string[], folder: string): string | undefined {
  const path = argv.slice(1).findLast((word) => !word.startsWith('-') && isVendorFileName(word));
  return path === undefined ? undefined : resolve(folder, path);
}

/** The size is looked at before anything is read, on the file that is read then. */
async function readVendorFile(path: string, version: string): Promise<OpenedFile> {
  const name = basename(path);
  try {
    const handle = await open(path, 'r');
    try {
      const { size } = await handle.stat();
      if (size > maxVendorFileBytes)
        throw new RecoveryError('file.too-large', { name, size, limit: maxVendorFileBytes });
      const bytes = Buffer.alloc(size);
      const { bytesRead } = await handle.read(bytes, 0, size, 0);
      return { ok: true, name, file: bytes.subarray(0, bytesRead).toString('base64') };
    } finally {
      await handle.close();
    }
  } catch (error) {
    const known =
      error instanceof RecoveryError ? error : new RecoveryError('file.unreadable', { name, reason: reasonOf(error) });
    return { ok: false, error: envelopeOf(known, version) };
  }
}

/** The system's short code; its whole message would name the folder. */
function reasonOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
