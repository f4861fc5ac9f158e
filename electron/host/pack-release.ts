import { mkdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { maxFlashSize } from '../core/bytes/flash-offset.ts';
import type { ChipFamily } from '../core/chips/chip.ts';
import { RecoveryError } from '../core/errors/recovery-error.ts';
import type { BuildFiles } from '../core/release/build-files.ts';
import type { UnsignedRelease } from '../core/release/build-package.ts';
import type { DraftDetails } from '../core/release/draft.ts';
import { filesOfFlasherArgs, importFlasherArgs, parseFlasherArgs } from '../core/release/import-flasher-args.ts';
import {
  filesOfWebToolsManifest,
  importMergedImage,
  importWebTools,
  parseWebToolsManifest,
} from '../core/release/import-web-tools.ts';
import { parseManifest } from '../core/release/manifest-schema.ts';
import { readFileCapped } from './read-file.ts';
import { cannotWrite, writeNamedFile } from './write-file.ts';

const manifestFile = 'release.json';
const maxJsonBytes = 1 << 20;

/** A release as its owner keeps it: a folder with `release.json` and the files that it names. */
export async function readReleaseFolder(folder: string): Promise<UnsignedRelease> {
  const manifest = parseManifest(await readFileCapped(join(folder, manifestFile), maxJsonBytes));
  const files = new Map<string, Uint8Array>();
  for (const { file } of manifest.images) files.set(file, await readFileCapped(join(folder, file), maxFlashSize));
  return { manifest, files };
}

/** A draft from build output: ESP-IDF's `flasher_args.json`, an ESP Web Tools `manifest.json`, or one merged image. */
export async function importRelease(
  path: string,
  details: DraftDetails,
  chip: ChipFamily | undefined,
): Promise<UnsignedRelease> {
  if (basename(path) === 'flasher_args.json') {
    const args = parseFlasherArgs(await readFileCapped(path, maxJsonBytes));
    return importFlasherArgs(args, await readBuildFiles(dirname(path), filesOfFlasherArgs(args)), details);
  }
  if (path.endsWith('.json')) {
    const manifest = parseWebToolsManifest(await readFileCapped(path, maxJsonBytes));
    return importWebTools(manifest, await readBuildFiles(dirname(path), filesOfWebToolsManifest(manifest)), details);
  }
  if (chip === undefined) throw new RecoveryError('usage.bad-argument', { detail: '--chip' });
  return importMergedImage(await readFileCapped(path, maxFlashSize), chip, details);
}

/** True where the source is a folder that holds a release already, not build output. */
export async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new RecoveryError('file.not-found', { name: path });
  return found.isDirectory();
}

/** Writes a release as a folder, for its owner to complete. Files that are there are kept: `file.exists`. */
export async function writeReleaseFolder({ manifest, files }: UnsignedRelease, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((cause) => {
    throw cannotWrite(folder, cause);
  });
  const write = (name: string, content: string | Uint8Array) =>
    writeNamedFile(join(folder, name), content, { keepOld: true });
  await write(manifestFile, `${JSON.stringify(manifest, null, 2)}\n`);
  for (const [name, bytes] of files) await write(name, bytes);
}

async function readBuildFiles(folder: string, paths: readonly string[]): Promise<BuildFiles> {
  const files = new Map<string, Uint8Array>();
  for (const path of paths) files.set(path, await readFileCapped(join(folder, path), maxFlashSize));
  return files;
}
