import { readdir, readFile } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { RecoveryError } from '../core/errors/recovery-error.ts';

export interface PageFile {
  readonly type: string;
  readonly bytes: Buffer;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/**
 * The built page, all of it in memory by its address: what a request names is looked up and never becomes a path of
 * the file system. Throws `app.not-built`.
 */
export async function readPage(folder: string): Promise<ReadonlyMap<string, PageFile>> {
  const names = await readdir(folder, { recursive: true }).catch((cause) => {
    throw new RecoveryError('app.not-built', { folder }, { cause });
  });
  const served = names.flatMap((name) => {
    const type = types[extname(name)];
    return type === undefined ? [] : [{ name, type }];
  });
  const files = served.map(
    async ({ name, type }): Promise<[string, PageFile]> => [
      `/${name.split(sep).join('/')}`,
      { type, bytes: await readFile(join(folder, name)) },
    ],
  );
  return new Map(await Promise.all(files));
}
