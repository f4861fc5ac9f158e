import { zipSync } from 'fflate';
import { encodeBase64 } from '../bytes/base64.ts';
import { sha256Hex } from '../bytes/digest.ts';
import { RecoveryError } from '../errors/recovery-error.ts';
import { decodeKeyPem, encodeKeyPem } from '../release/key-pem.ts';
import { emptyKeyRing } from '../release/keys.ts';
import { importSigner } from '../release/release-key.ts';
import { encodeSignature } from '../release/signature.ts';
import { openProfile } from './open-profile.ts';
import { parsePhoto } from './photo.ts';
import type { Profile, ProfileFile, ProfileManifest } from './profile.ts';
import { profileFiles } from './profile-files.ts';

/** What a vendor puts into a profile. */
export interface ProfileParts {
  readonly vendor: string;
  readonly product: ProfileManifest['product'];
  /** Milliseconds since 1970; the release has to be valid then. */
  readonly now: number;
  /** Public keys in PEM, besides the one that signs. */
  readonly keys: readonly { readonly name: string; readonly pem: string }[];
  readonly release: Uint8Array | undefined;
  readonly photos: { readonly button?: Uint8Array | undefined; readonly socket?: Uint8Array | undefined };
  readonly supportContact: string | undefined;
}

/**
 * A profile signed by a PKCS #8 private key in PEM, and what it is when opened. Throws `key.unreadable` and, so that
 * nothing is given out that would not open, all that `openProfile` throws.
 */
export async function packProfile(
  parts: ProfileParts,
  privateKeyPem: string,
): Promise<{ readonly zip: Uint8Array; readonly profile: Profile }> {
  const signer = await importSigner(privateKeyPem);
  const files = new Map<string, Uint8Array>();
  const add = (file: string, bytes: Uint8Array | undefined): ProfileFile | undefined => {
    if (bytes === undefined) return undefined;
    files.set(file, bytes);
    return { file, size: bytes.length, sha256: sha256Hex(bytes) };
  };
  const manifest: ProfileManifest = {
    format: 1,
    vendor: parts.vendor,
    product: parts.product,
    created: new Date(parts.now).toISOString(),
    keys: parts.keys.map(({ name, pem }) => ({ name, spki: encodeBase64(decodeKeyPem('PUBLIC KEY', pem)) })),
    release: add('release.unstrand', parts.release),
    photos: {
      button: addPhoto('button', parts.photos.button, add),
      socket: addPhoto('socket', parts.photos.socket, add),
    },
    supportContact: parts.supportContact,
  };
  const json = new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`);
  const key = new TextEncoder().encode(encodeKeyPem('PUBLIC KEY', signer.spki));
  const zip = zipFiles([
    [profileFiles.manifest, json],
    [profileFiles.signature, await encodeSignature(json, signer)],
    [profileFiles.key, key],
    ...files,
  ]);
  return { zip, profile: await openProfile(zip, { keys: emptyKeyRing, now: parts.now }) };
}

const endings = { 'image/png': 'png', 'image/jpeg': 'jpg', 'image/webp': 'webp' } as const;

function addPhoto(
  name: string,
  bytes: Uint8Array | undefined,
  add: (file: string, bytes: Uint8Array) => ProfileFile | undefined,
): ProfileFile | undefined {
  if (bytes === undefined) return undefined;
  const photo = parsePhoto(bytes);
  if (!photo.ok) throw new RecoveryError('profile.bad-photo', { file: name, reason: photo.problem.code });
  return add(`${name}.${endings[photo.value.type]}`, bytes);
}

/** The same bytes for the same files everywhere: the first day that an entry can hold, as local time, which it is held as. */
function zipFiles(files: Iterable<readonly [string, Uint8Array]>): Uint8Array {
  return zipSync(Object.fromEntries(files), { level: 9, mtime: new Date(1980, 0, 1, 12) });
}
