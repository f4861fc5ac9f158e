import { decodeBase64, encodeBase64 } from '../bytes/base64.ts';
import { sha256Hex } from '../bytes/digest.ts';
import { RecoveryError } from '../errors/recovery-error.ts';
import { decodeKeyPem } from '../release/key-pem.ts';
import { emptyKeyRing, type KeyRing } from '../release/keys.ts';
import type { Release } from '../release/manifest.ts';
import { openRelease } from '../release/open-package.ts';
import { readZip } from '../release/read-zip.ts';
import { importVerifier } from '../release/release-key.ts';
import { checkSignature } from '../release/signature.ts';
import { type Photo, parsePhoto } from './photo.ts';
import type { Profile, ProfileFile, ProfileKey, ProfileManifest } from './profile.ts';
import { profileFiles, profileLimits } from './profile-files.ts';
import { parseProfileManifest } from './profile-schema.ts';

type Files = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

export interface OpenProfileOptions {
  /** The station's keys: one that was revoked there is not taken from a profile either. */
  readonly keys: KeyRing;
  /** Milliseconds since 1970, for the window in which the release is valid. */
  readonly now: number;
}

/**
 * Opens a `*.unstrand-profile`: signature first, over bytes that nothing has interpreted, then manifest, every file, photos
 * and the release, which has to be signed by a key of this very profile. Throws `profile.*`, `key.unreadable` and what
 * `openRelease` throws. That it opens says that it is whole, not that its vendor is who they say: that is for a person.
 */
export async function openProfile(zip: Uint8Array, { keys, now }: OpenProfileOptions): Promise<Profile> {
  const files = unpack(zip);
  const manifestBytes = contentOf(files, profileFiles.manifest);
  const spki = decodeKeyPem('PUBLIC KEY', new TextDecoder().decode(contentOf(files, profileFiles.key)));
  await demandSignature(files, manifestBytes, spki);
  const manifest = parseProfileManifest(manifestBytes);
  const signer = { id: sha256Hex(spki), name: manifest.vendor, spki: encodeBase64(spki) };
  const ownKeys = await keysOf(manifest, signer);
  demandNotRevoked(ownKeys, keys);
  demandNoOtherFiles(manifest, files);
  return {
    manifest,
    manifestSha256: sha256Hex(manifestBytes),
    signer,
    keys: ownKeys,
    photos: {
      button: readPhoto(manifest.photos.button, files),
      socket: readPhoto(manifest.photos.socket, files),
    },
    release: await readProfileRelease(manifest, files, ringOf(ownKeys), now),
  };
}

/** The zip's files; what is wrong with the archive is said of a profile, not of a release. */
function unpack(zip: Uint8Array): Files {
  const limit = profileLimits.maxTotalLength;
  if (zip.length > limit) throw new RecoveryError('profile.too-large', { size: zip.length, limit });
  try {
    return readZip(zip, profileLimits);
  } catch (error) {
    if (!(error instanceof RecoveryError)) throw error;
    const code = error.code === 'release.too-large' ? 'profile.too-large' : 'profile.unreadable';
    throw new RecoveryError(code, error.params, { cause: error });
  }
}

function contentOf(files: Files, file: string): Uint8Array<ArrayBuffer> {
  const bytes = files.get(file);
  if (bytes === undefined) throw new RecoveryError('profile.bad-file', { file, reason: 'missing' });
  return bytes;
}

async function demandSignature(files: Files, manifest: Uint8Array, spki: Uint8Array<ArrayBuffer>): Promise<void> {
  const signature = contentOf(files, profileFiles.signature);
  const { id } = await importVerifier(spki);
  try {
    await checkSignature(signature, manifest, ringOf([{ id, name: id, spki: encodeBase64(spki) }]));
  } catch (error) {
    if (!(error instanceof RecoveryError)) throw error;
    const reason = error.code === 'release.unknown-key' ? 'other-key' : (error.params.reason ?? '');
    throw new RecoveryError('profile.bad-signature', { reason }, { cause: error });
  }
}

/** Every key once, each proven to be one: a profile with a broken key is refused as a whole. */
async function keysOf(manifest: ProfileManifest, signer: ProfileKey): Promise<readonly ProfileKey[]> {
  const keys = new Map([[signer.id, signer]]);
  for (const { name, spki } of manifest.keys) {
    const { id } = await importVerifier(decodeBase64(spki));
    if (!keys.has(id)) keys.set(id, { id, name, spki });
  }
  return [...keys.values()];
}

function demandNotRevoked(keys: readonly ProfileKey[], { keys: enrolled }: KeyRing): void {
  const revoked = keys.find(({ id }) => enrolled.some((key) => key.id === id && key.revokedAt !== undefined));
  if (revoked !== undefined) throw new RecoveryError('profile.revoked-key', { keyId: revoked.id });
}

function demandNoOtherFiles({ release, photos }: ProfileManifest, files: Files): void {
  const named = [release, photos.button, photos.socket].flatMap((entry) => entry?.file ?? []);
  const expected = new Set<string>([...Object.values(profileFiles), ...named]);
  for (const file of files.keys()) {
    if (!expected.has(file)) throw new RecoveryError('profile.bad-file', { file, reason: 'unexpected' });
  }
}

function readFileOf({ file, size, sha256 }: ProfileFile, files: Files): Uint8Array {
  const bytes = contentOf(files, file);
  if (bytes.length === size && sha256Hex(bytes) === sha256) return bytes;
  throw new RecoveryError('profile.bad-file', { file, reason: 'mismatch' });
}

function readPhoto(entry: ProfileFile | undefined, files: Files): Photo | undefined {
  if (entry === undefined) return undefined;
  const photo = parsePhoto(readFileOf(entry, files));
  if (photo.ok) return photo.value;
  throw new RecoveryError('profile.bad-photo', { file: entry.file, reason: photo.problem.code });
}

async function readProfileRelease(
  { release, product }: ProfileManifest,
  files: Files,
  keys: KeyRing,
  now: number,
): Promise<{ readonly bytes: Uint8Array; readonly content: Release } | undefined> {
  if (release === undefined) return undefined;
  const bytes = readFileOf(release, files);
  const content = await openRelease(bytes, { keys, now, allowUnsigned: false });
  const { id } = content.manifest.product;
  if (id !== product.id) throw new RecoveryError('profile.other-product', { product: product.id, release: id });
  return { bytes, content };
}

/** A ring for one question: which of these keys signed it? It is never kept, so the date says nothing. */
function ringOf(keys: readonly ProfileKey[]): KeyRing {
  return { ...emptyKeyRing, keys: keys.map((key) => ({ ...key, enrolledAt: '1970-01-01T00:00:00.000Z' })) };
}
