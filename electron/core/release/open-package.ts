import { decodeBase64 } from '../bytes/base64.ts';
import { sha256Hex } from '../bytes/digest.ts';
import { RecoveryError } from '../errors/recovery-error.ts';
import { manifestFileName, signatureFileName } from './file-name.ts';
import type { KeyRing } from './keys.ts';
import type { Release, ReleaseManifest } from './manifest.ts';
import { parseManifest } from './manifest-schema.ts';
import { readZip, type ZipLimits } from './read-zip.ts';
import { checkRecoveryFiles, readSignedManifests, recoverableImages, recoveryFileNames } from './recovery-files.ts';
import { importVerifier, type ReleaseVerifier } from './release-key.ts';
import { checkSignature } from './signature.ts';

export interface OpenOptions {
  readonly keys: KeyRing;
  /** Milliseconds since 1970, for the window in which the release is valid. */
  readonly now: number;
  /** The developer switch: takes a package that has no signature. A signature that is there is always checked. */
  readonly allowUnsigned: boolean;
}

type Files = ReadonlyMap<string, Uint8Array>;

export const packageLimits: ZipLimits = { maxEntries: 64, maxTotalLength: 64 << 20 };

/**
 * Opens a `*.unstrand` package: signature first, over bytes that nothing has interpreted, then manifest, dates and every
 * file. Throws `release.*` for whatever is not as it should be; nothing of a refused package is given out.
 */
export async function openRelease(zip: Uint8Array, options: OpenOptions): Promise<Release> {
  if (zip.length > packageLimits.maxTotalLength) {
    throw new RecoveryError('release.too-large', { size: zip.length, limit: packageLimits.maxTotalLength });
  }
  const files = readZip(zip, packageLimits);
  const manifestBytes = fileNamed(files, manifestFileName);
  const signedBy = await signerOf(files, manifestBytes, options);
  const manifest = parseManifest(manifestBytes);
  checkValidity(manifest, options.now);
  const images = checkImages(manifest, files);
  checkRecoveryFiles(manifest, files);
  const verifier = verifierOf(signedBy, options.keys);
  const recovery = verifier === undefined ? new Map() : await readSignedManifests(manifest, files, await verifier);
  return { manifest, manifestSha256: sha256Hex(manifestBytes), signedBy, images, recovery };
}

function fileNamed(files: Files, name: string): Uint8Array {
  const file = files.get(name);
  if (file === undefined) throw new RecoveryError('release.file-missing', { file: name });
  return file;
}

async function signerOf(files: Files, manifest: Uint8Array, options: OpenOptions): Promise<string | undefined> {
  const signature = files.get(signatureFileName);
  if (signature !== undefined) return checkSignature(signature, manifest, options.keys);
  if (options.allowUnsigned) return undefined;
  throw new RecoveryError('release.unsigned');
}

/** The key that signed the release, which is also the one for its manifests for recovery without a cable. */
function verifierOf(signedBy: string | undefined, { keys }: KeyRing): Promise<ReleaseVerifier> | undefined {
  const key = keys.find(({ id }) => id === signedBy);
  return key && importVerifier(decodeBase64(key.spki));
}

function checkValidity({ validFrom, validUntil }: ReleaseManifest, now: number): void {
  if (validFrom !== undefined && now < Date.parse(validFrom)) {
    throw new RecoveryError('release.not-yet-valid', { date: validFrom });
  }
  if (validUntil !== undefined && now > Date.parse(validUntil)) {
    throw new RecoveryError('release.expired', { date: validUntil });
  }
}

/** Every image that the manifest names with the bytes it names, by SHA-256, and no file besides them. */
export function checkImages(manifest: ReleaseManifest, files: Files): Map<string, Uint8Array> {
  const { images } = manifest;
  const recovery = recoverableImages(manifest).flatMap((image) => Object.values(recoveryFileNames(image)));
  const expected = new Set([manifestFileName, signatureFileName, ...images.map(({ file }) => file), ...recovery]);
  for (const name of files.keys()) {
    if (!expected.has(name)) throw new RecoveryError('release.file-unexpected', { file: name });
  }
  const contents = new Map<string, Uint8Array>();
  for (const { file, size, sha256 } of images) {
    const bytes = fileNamed(files, file);
    if (bytes.length !== size || sha256Hex(bytes) !== sha256)
      throw new RecoveryError('release.file-mismatch', { file });
    contents.set(sha256, bytes);
  }
  return contents;
}
