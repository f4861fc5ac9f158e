import { RecoveryError } from '../core/errors/recovery-error.ts';
import type { Release } from '../core/release/manifest.ts';
import { openRelease } from '../core/release/open-package.ts';
import { loadKeyRing } from './key-ring.ts';
import { readFileCapped } from './read-file.ts';
import type { Workspace } from './workspace.ts';

/** A package may be this large as a file; `openRelease` caps what it unpacks to. */
const maxPackageBytes = 64 << 20;

/** A checked release and the bytes that it came from, which a resumed job opens again. */
export interface ReleasePackage {
  readonly release: Release;
  readonly bytes: Uint8Array;
  readonly allowUnsigned: boolean;
}

/** Opens and checks a release package against the keys enrolled on this machine. Throws `release.*`. */
export async function readRelease(path: string, workspace: Workspace, allowUnsigned = false): Promise<ReleasePackage> {
  return checkPackage(await readFileCapped(path, maxPackageBytes), workspace, allowUnsigned);
}

/** Keeps the package of a job, so that `resume` needs nothing but the unit. */
export async function keepPackage({ release, bytes }: ReleasePackage, { store }: Workspace): Promise<void> {
  const name = packageName(release.manifestSha256);
  if ((await store.read(name)) === undefined) await store.replace(name, bytes);
}

/** The kept package of a job, checked again: a key may have been revoked since. */
export async function keptPackage(
  manifestSha256: string,
  workspace: Workspace,
  allowUnsigned: boolean,
): Promise<ReleasePackage> {
  const bytes = await workspace.store.read(packageName(manifestSha256));
  if (bytes === undefined) throw new RecoveryError('engine.content-missing', { sha256: manifestSha256 });
  return checkPackage(bytes, workspace, allowUnsigned);
}

/** A package whose bytes are at hand, checked against the keys enrolled on this machine. Throws `release.*`. */
export async function checkPackage(
  bytes: Uint8Array,
  workspace: Workspace,
  allowUnsigned: boolean,
): Promise<ReleasePackage> {
  const keys = await loadKeyRing(workspace.store);
  const release = await openRelease(bytes, { keys, now: workspace.clock.now(), allowUnsigned });
  return { release, bytes, allowUnsigned };
}

/** Forgets the package of a release. */
export async function removePackage(manifestSha256: string, { store }: Workspace): Promise<void> {
  await store.remove(packageName(manifestSha256));
}

function packageName(manifestSha256: string): string {
  return `releases/${manifestSha256}.unstrand`;
}
