import { type OpenOptions, openRelease } from '../core/release/open-package.ts';
import type { Release } from '../core/release/manifest.ts';
import { loadKeyRing } from './key-ring.ts';
import { readFileCapped } from './read-file.ts';
import type { Workspace } from './workspace.ts';

/** A package may be this large as a file; `openRelease` caps what it unpacks to. */
const maxPackageBytes = 64 << 20;

/** Opens and checks a release package against the keys enrolled on this machine. Throws `release.*`. */
export async function readRelease(path: string, workspace: Workspace, allowUnsigned: boolean): Promise<Release> {
  const options: OpenOptions = { keys: await loadKeyRing(workspace.store), now: workspace.clock.now(), allowUnsigned };
  return openRelease(await readFileCapped(path, maxPackageBytes), options);
}
