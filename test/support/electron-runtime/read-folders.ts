import fs, { type Dirent } from 'node:fs';
import { join, relative } from 'node:path';

interface Options {
  readonly recursive?: boolean;
  readonly withFileTypes?: boolean;
}

type Found = Dirent & { parentPath: string };

const readOne = fs.readdirSync;

/** All entries below a folder, each with the folder that it lies in: Node 16 reads one folder and does not name it. */
function walk(folder: string): Found[] {
  return readOne(folder, { withFileTypes: true }).flatMap((entry) => {
    const found = Object.assign(entry, { parentPath: folder });
    return entry.isDirectory() ? [found, ...walk(join(folder, entry.name))] : [found];
  });
}

function readRecursively(folder: string, { withFileTypes = false }: Options): Found[] | string[] {
  const found = walk(folder);
  return withFileTypes ? found : found.map(({ parentPath, name }) => relative(folder, join(parentPath, name)));
}

/** `recursive` of `readdir` and `readdirSync`, where Node does not know it. */
export function bridgeReadFolders(): void {
  const { readdirSync } = fs;
  const { readdir } = fs.promises;
  const sync = (folder: string, options: Options = {}): unknown =>
    options.recursive ? readRecursively(folder, options) : Reflect.apply(readdirSync, fs, [folder, options]);
  const later = async (folder: string, options: Options = {}): Promise<unknown> =>
    options.recursive ? readRecursively(folder, options) : Reflect.apply(readdir, fs.promises, [folder, options]);
  Object.assign(fs, { readdirSync: sync });
  Object.assign(fs.promises, { readdir: later });
}
