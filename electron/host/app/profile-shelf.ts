import { fileURLToPath } from 'node:url';
import type { ProfileEntity } from '../../contract/state.ts';
import { decodeBase64, encodeBase64 } from '../../core/bytes/base64.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { Photo } from '../../core/profile/photo.ts';
import type { Profile, ProfileKey } from '../../core/profile/profile.ts';
import { encodeKeyPem } from '../../core/release/key-pem.ts';
import { enrollKey, type KeyRing } from '../../core/release/keys.ts';
import { loadKeyRing } from '../key-ring.ts';
import { checkProfile, editionProfile, forgetProfile, keepProfile, keptProfile } from '../profile-file.ts';
import type { Workspace } from '../workspace.ts';
import { harmlessText } from './harmless-text.ts';
import { createInOrder } from './in-order.ts';
import type { ReleaseShelf } from './release-shelf.ts';
import type { StateStore } from './state-store.ts';

/** What a profile holds and which of its keys are new here. */
export interface InspectedProfile {
  readonly profile: Profile;
  readonly enrolled: KeyRing['keys'];
  readonly newKeys: readonly ProfileKey[];
}

/** The product profile that is open, if one is. */
export interface ProfileShelf {
  /** Throws `profile.*`, `release.*` and `key.unreadable`; changes nothing. */
  inspect(bytes: Uint8Array): Promise<InspectedProfile>;
  /**
   * Enrols, installs, keeps and shows it, or says what a person has to confirm first. Throws as `inspect`, and
   * `profile.other-key-confirmed`.
   */
  open(bytes: Uint8Array, confirmKey?: string): Promise<Profile | 'needs-confirmation'>;
  /** Forgets it; an edition's own profile is shown again. */
  close(): Promise<void>;
  /** Shows what was kept, else the edition's own. Throws where that is not whole any more. */
  start(): Promise<void>;
  /** Checks it again, e.g. after a key was revoked; one that is refused is not shown any more. */
  refresh(): Promise<void>;
}

export interface ProfileShelfOptions {
  readonly workspace: Workspace;
  readonly releases: Pick<ReleaseShelf, 'changeKeys' | 'install'>;
  readonly state: Pick<StateStore, 'put' | 'remove'>;
  readonly editionFolder: string;
  /** Virtual units are no vendor's product. */
  readonly isTraining: boolean;
}

/** Where a customer edition has its profile. */
export const editionFolder = fileURLToPath(new URL('../../../resources/profile', import.meta.url));

export function createProfileShelf(options: ProfileShelfOptions): ProfileShelf {
  const { workspace, releases, state } = options;
  const inOrder = createInOrder();

  const inspect = async (bytes: Uint8Array): Promise<InspectedProfile> => {
    const profile = await checkProfile(bytes, workspace);
    const enrolled = (await loadKeyRing(workspace.store)).keys;
    const newKeys = profile.keys.filter(({ id }) => enrolled.every((key) => key.id !== id));
    return { profile, enrolled, newKeys };
  };
  const show = (profile: Profile) => state.put('profile', '', profileEntityOf(profile));
  const furnish = async ({ profile, newKeys }: InspectedProfile) => {
    if (newKeys.length > 0) await releases.changeKeys((ring) => enrolAll(ring, newKeys, workspace.clock.now()));
    if (profile.release !== undefined) await releases.install(profile.release.bytes);
  };
  /** Whoever built the edition vouches for its profile as for the rest of the app, so nobody is asked. */
  const start = async () => {
    state.remove('profile', '');
    if (options.isTraining) return;
    const kept = await keptProfile(workspace);
    if (kept !== undefined) return show((await inspect(kept)).profile);
    const own = await editionProfile(options.editionFolder);
    if (own === undefined) return;
    const inspected = await inspect(own);
    await furnish(inspected);
    show(inspected.profile);
  };

  return {
    inspect,
    start: () => inOrder(start),
    refresh: () =>
      inOrder(async () => {
        await start().catch((error) => {
          if (!(error instanceof RecoveryError)) throw error;
        });
      }),
    open: (bytes, confirmKey) =>
      inOrder(async () => {
        const inspected = await inspect(bytes);
        const { profile, newKeys } = inspected;
        if (newKeys.length > 0 && confirmKey === undefined) return 'needs-confirmation';
        if (confirmKey !== undefined && confirmKey !== profile.signer.id) {
          throw new RecoveryError('profile.other-key-confirmed', { keyId: profile.signer.id });
        }
        await furnish(inspected);
        await keepProfile(bytes, workspace);
        show(profile);
        return profile;
      }),
    close: () =>
      inOrder(async () => {
        await forgetProfile(workspace);
        await start();
      }),
  };
}

/** A profile as screens have it. */
export function profileEntityOf({ manifest, release, photos }: Profile): ProfileEntity {
  const { product, vendor, supportContact } = manifest;
  return {
    product: harmlessText(product.id),
    productName: harmlessText(product.name),
    vendor: harmlessText(vendor),
    ...(release && { release: release.content.manifestSha256 }),
    ...(supportContact !== undefined && { supportContact: harmlessText(supportContact) }),
    ...(photos.button && { buttonPhoto: dataUrl(photos.button) }),
    ...(photos.socket && { socketPhoto: dataUrl(photos.socket) }),
  };
}

function dataUrl({ type, bytes }: Photo): string {
  return `data:${type};base64,${encodeBase64(bytes)}`;
}

/** Keys that somebody enrolled meanwhile stay as they are. */
async function enrolAll(ring: KeyRing, keys: readonly ProfileKey[], now: number): Promise<KeyRing> {
  let changed = ring;
  for (const { id, name, spki } of keys) {
    if (changed.keys.some((key) => key.id === id)) continue;
    changed = await enrollKey(changed, encodeKeyPem('PUBLIC KEY', decodeBase64(spki)), name, now);
  }
  return changed;
}
