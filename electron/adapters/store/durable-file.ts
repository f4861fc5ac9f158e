import { randomBytes } from 'node:crypto';
import { chmod, type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Rights of everything the product keeps: the owner alone (no meaning on Windows, where the profile folder protects). */
const ownerFolder = 0o700;
const ownerFile = 0o600;

/** Makes the folder and its parents where they are missing; the folder itself is the owner's alone, also if it was not. */
export async function makeOwnerFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: ownerFolder });
  await chmod(folder, ownerFolder);
}

/** Writes the pieces to a new file beside the target, makes them durable, then puts them in the target's place. */
export async function replaceFile(
  path: string,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    await withFile(temporary, 'wx', async (file) => {
      for await (const chunk of chunks) await writeAll(file, chunk);
      await file.sync();
    });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/** Adds bytes at the end and makes them durable; what fails half-way (disk full) is taken back. */
export async function appendFile(path: string, bytes: Uint8Array): Promise<void> {
  await withFile(path, 'a', async (file) => {
    const { size } = await file.stat();
    try {
      await writeAll(file, bytes);
      await file.sync();
    } catch (error) {
      await file.truncate(size).catch(() => {});
      throw error;
    }
    if (size === 0) await syncFolder(dirname(path));
  });
}

/** Cuts the file after `length` bytes, durably. */
export async function truncateFile(path: string, length: number): Promise<void> {
  await withFile(path, 'r+', async (file) => {
    await file.truncate(length);
    await file.sync();
  });
}

/** Makes a folder's entries durable (a rename, a new name); Windows has no such call and needs none. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  await withFile(folder, 'r', (handle) => handle.sync());
}

async function withFile(path: string, flags: string, use: (file: FileHandle) => Promise<void>): Promise<void> {
  const file = await open(path, flags, ownerFile);
  try {
    await use(file);
  } finally {
    await file.close();
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  let rest = bytes;
  while (rest.length > 0) {
    const { bytesWritten } = await file.write(rest);
    rest = rest.subarray(bytesWritten);
  }
}
