import { zipSync } from 'fflate';
import { manifestFileName, signatureFileName } from './file-name.ts';
import type { ReleaseManifest } from './manifest.ts';
import { checkManifest } from './manifest-schema.ts';
import { checkImages } from './open-package.ts';
import { encodeRecoveryFiles } from './recovery-files.ts';

/** A release before it is packed: what the owner says, and the files that it names. */
export interface UnsignedRelease {
  readonly manifest: ReleaseManifest;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/**
 * An unsigned package: the same bytes for the same manifest and files everywhere. Throws `release.bad-manifest`,
 * `release.file-missing`, `release.file-mismatch`, `release.file-unexpected` and `release.recovery-*`, so that nothing is
 * packed that would not open.
 */
export function buildRelease(manifest: ReleaseManifest, files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const checked = checkManifest(manifest);
  checkImages(checked, files);
  const recovery = encodeRecoveryFiles(checked, files);
  const json = new TextEncoder().encode(`${JSON.stringify(checked, null, 2)}\n`);
  return packFiles([[manifestFileName, json], ...files, ...recovery]);
}

/** A package with these files and, first after the manifest, this signature. */
export function packFiles(files: Iterable<readonly [string, Uint8Array]>, signature?: Uint8Array): Uint8Array {
  const byName = new Map(files);
  byName.delete(signatureFileName);
  if (signature !== undefined) byName.set(signatureFileName, signature);
  const sorted = [...byName].sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1));
  // The first day that an entry can hold, as local time because that is how entries hold it.
  const noTime = new Date(1980, 0, 1, 12);
  return zipSync(Object.fromEntries(sorted), { level: 9, mtime: noTime });
}

function rank(name: string): number {
  return name === manifestFileName ? 0 : name === signatureFileName ? 1 : 2;
}
