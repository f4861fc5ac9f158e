import { unzipSync, zipSync } from 'fflate';
import { RecoveryError } from '../../../electron/core/errors/recovery-error.ts';
import { openProfile } from '../../../electron/core/profile/open-profile.ts';
import { type ProfileParts, packProfile } from '../../../electron/core/profile/pack-profile.ts';
import { emptyKeyRing, type KeyRing } from '../../../electron/core/release/keys.ts';
import { generateReleaseKey, importSigner, type ReleaseKeyPair } from '../../../electron/core/release/release-key.ts';
import { signPackage } from '../../../electron/core/release/sign-package.ts';
import { encodeSignature } from '../../../electron/core/release/signature.ts';
import { now, signedPackage } from '../release/package-fixture.ts';

export { json, now, repack } from '../release/package-fixture.ts';

/** The smallest PNG that there is. */
export const png = Uint8Array.from(
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
);

export interface Packed {
  readonly zip: Uint8Array;
  readonly vendor: ReleaseKeyPair;
  readonly parts: ProfileParts;
}

/** A profile of the product `radio` with release and photo, signed by a vendor of its own. */
export async function packedProfile(changes: Partial<ProfileParts> = {}): Promise<Packed> {
  const vendor = await generateReleaseKey();
  const { zip: release } = await signedPackage({ product: { id: 'radio', name: 'Radio' } });
  const parts: ProfileParts = {
    vendor: 'Example Radios',
    product: { id: 'radio', name: 'Radio' },
    now,
    keys: [],
    release: await signPackage(release, vendor.privateKeyPem),
    photos: { button: png },
    supportContact: 'help@example.com',
    ...changes,
  };
  const { zip } = await packProfile(parts, vendor.privateKeyPem);
  return { zip, vendor, parts };
}

/** The profile with another manifest, signed again by the same key: what a hostile vendor can make. */
export async function withManifest(
  { zip, vendor }: Packed,
  change: (manifest: Record<string, unknown>) => unknown,
  files: Readonly<Record<string, Uint8Array | undefined>> = {},
): Promise<Uint8Array> {
  const unpacked = unzipSync(zip);
  const manifest = change(JSON.parse(new TextDecoder().decode(unpacked['profile.json'])));
  const bytes = new TextEncoder().encode(typeof manifest === 'string' ? manifest : JSON.stringify(manifest));
  const signature = await encodeSignature(bytes, await importSigner(vendor.privateKeyPem));
  const all = { ...unpacked, 'profile.json': bytes, 'profile.sig': signature, ...files };
  return zipSync(Object.fromEntries(Object.entries(all).flatMap(([name, file]) => (file ? [[name, file]] : []))));
}

/** Code and reason with which opening is refused; undefined = it opens. */
export async function refusal(zip: Uint8Array, keys: KeyRing = emptyKeyRing): Promise<string | undefined> {
  try {
    await openProfile(zip, { keys, now });
    return undefined;
  } catch (error) {
    if (!(error instanceof RecoveryError)) throw error;
    return `${error.code} ${error.params.reason ?? ''}`.trim();
  }
}
