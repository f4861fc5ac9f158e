import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openProfile } from '../core/profile/open-profile.ts';
import type { Profile } from '../core/profile/profile.ts';
import { profileExtension, profileLimits } from '../core/profile/profile-files.ts';
import { loadKeyRing } from './key-ring.ts';
import { readFileCapped } from './read-file.ts';
import type { Workspace } from './workspace.ts';

const keptName = 'app/current.unstrand-profile';

/** Checks a profile that is in memory, against what was revoked on this machine. Throws what core's `openProfile` throws. */
export async function checkProfile(bytes: Uint8Array, { store, clock }: Workspace): Promise<Profile> {
  return openProfile(bytes, { keys: await loadKeyRing(store), now: clock.now() });
}

/** Checks a profile that the operator named. Throws `file.*` as well. */
export async function readProfile(path: string, workspace: Workspace): Promise<Profile> {
  return checkProfile(await readFileCapped(path, profileLimits.maxTotalLength), workspace);
}

/** The profile that a person opened last and did not close. */
export function keptProfile({ store }: Workspace): Promise<Uint8Array | undefined> {
  return store.read(keptName);
}

export async function keepProfile(bytes: Uint8Array, { store }: Workspace): Promise<void> {
  await store.replace(keptName, bytes);
}

export async function forgetProfile({ store }: Workspace): Promise<void> {
  await store.remove(keptName);
}

/** The profile that this edition of the app was built with: the first in the folder; most editions have neither. */
export async function editionProfile(folder: string): Promise<Uint8Array | undefined> {
  const names = await readdir(folder).catch(() => []);
  const [name] = names.filter((each) => each.endsWith(profileExtension)).sort();
  return name === undefined ? undefined : readFileCapped(join(folder, name), profileLimits.maxTotalLength);
}
