import { concatBytes } from '../bytes/concat-bytes.ts';
import { encodeHex } from '../bytes/hex.ts';
import { chips } from '../chips/catalogue.ts';
import { RecoveryError } from '../errors/recovery-error.ts';
import { parseAppImage } from '../formats/app-image.ts';
import {
  beginLimits,
  encodeBegin,
  encodeRecoveryManifest,
  isSignedBy,
  type ManifestContent,
  parseRecoveryManifest,
  type SignedManifest,
  shortKeyId,
  signRecoveryManifest,
} from '../provisioning/recovery/manifest.ts';
import type { ReleaseImage, ReleaseManifest } from './manifest.ts';
import type { ReleaseSigner, ReleaseVerifier } from './release-key.ts';

type Files = ReadonlyMap<string, Uint8Array>;

const keyIdLength = 8;
const signatureLength = 64;

/** Files that go with an app image that can be pushed without a cable: its manifest, and who signed it. */
export function recoveryFileNames({ file }: Pick<ReleaseImage, 'file'>) {
  return { manifest: `${file}.rcv`, signature: `${file}.rcv.sig` };
}

/** Images that can be pushed without a cable. */
export function recoverableImages({ images }: ReleaseManifest): ReleaseImage[] {
  return images.filter(({ recovery }) => recovery !== undefined);
}

/**
 * The manifests of all images that their owner lets be pushed, by file name. Throws `release.recovery-mismatch` for an
 * image that does not say what it is, and `release.recovery-too-large`.
 */
export function encodeRecoveryFiles(release: ReleaseManifest, files: Files): Map<string, Uint8Array> {
  const encoded = recoverableImages(release).map((image): [string, Uint8Array] => {
    const manifest = encodeRecoveryManifest(contentOf(release, image, files));
    const limit = image.recovery?.compact ? beginLimits.compact : beginLimits.usual;
    const empty = { signature: new Uint8Array(signatureLength), keyId: new Uint8Array(keyIdLength) };
    const { length } = encodeBegin({ manifest, ...empty }, true);
    if (length > limit) throw new RecoveryError('release.recovery-too-large', { length, limit });
    return [recoveryFileNames(image).manifest, manifest];
  });
  return new Map(encoded);
}

function contentOf(release: ReleaseManifest, image: ReleaseImage, files: Files): ManifestContent {
  const { recovery, file } = image;
  const app = parseAppImage(files.get(file) ?? new Uint8Array());
  if (!app.ok || app.value.descriptor === undefined) throw mismatch(file, 'no-descriptor');
  const { descriptor, header } = app.value;
  return {
    product: release.product.id,
    hwRevisions: recovery?.hwRevisions ?? [],
    chipId: chips[image.chip].imageChipId,
    minChipRevision: image.minRevision ?? header.minRevision,
    maxChipRevision: image.maxRevision ?? 0,
    project: descriptor.projectName,
    version: descriptor.version,
    build: recovery?.build ?? 0,
    secureVersion: descriptor.secureVersion,
    minFromBuild: recovery?.minFromBuild ?? 0,
    imageSize: image.size,
    imageSha256: image.sha256,
    elfSha256: recovery?.compact ? undefined : descriptor.elfSha256,
    issuedAt: Math.floor(Date.parse(release.created) / 1000),
  };
}

/** Signatures over the manifests, by file name: key id and `r ‖ s`. */
export async function signRecoveryFiles(
  release: ReleaseManifest,
  files: Files,
  signer: ReleaseSigner,
): Promise<Map<string, Uint8Array>> {
  const signed = new Map<string, Uint8Array>();
  for (const image of recoverableImages(release)) {
    const names = recoveryFileNames(image);
    const { keyId, signature } = await signRecoveryManifest(files.get(names.manifest) ?? new Uint8Array(), signer);
    signed.set(names.signature, concatBytes([keyId, signature]));
  }
  return signed;
}

/** Throws `release.file-missing`, and `release.recovery-mismatch` where a manifest is not about the image that it stands beside. */
export function checkRecoveryFiles(release: ReleaseManifest, files: Files): void {
  for (const image of recoverableImages(release)) {
    const name = recoveryFileNames(image).manifest;
    const bytes = files.get(name);
    if (bytes === undefined) throw new RecoveryError('release.file-missing', { file: name });
    const manifest = parseRecoveryManifest(bytes);
    if (!manifest.ok) throw mismatch(name, manifest.problem.code);
    const { product, chipId, build, imageSize, imageSha256 } = manifest.value;
    const isSame =
      product === release.product.id &&
      chipId === chips[image.chip].imageChipId &&
      build === image.recovery?.build &&
      imageSize === image.size &&
      encodeHex(imageSha256) === image.sha256;
    if (!isSame) throw mismatch(name, 'other-image');
  }
}

/** The signed manifests by the digest of their image; `verifier` is the key that signed the release. Throws as above. */
export async function readSignedManifests(
  release: ReleaseManifest,
  files: Files,
  verifier: ReleaseVerifier,
): Promise<Map<string, SignedManifest>> {
  const manifests = new Map<string, SignedManifest>();
  for (const image of recoverableImages(release)) {
    const names = recoveryFileNames(image);
    const signed = readSignedManifest(files, names);
    const isSame = encodeHex(signed.keyId) === encodeHex(shortKeyId(verifier.id));
    if (!isSame || !(await isSignedBy(signed, verifier))) throw mismatch(names.signature, 'signature');
    manifests.set(image.sha256, signed);
  }
  return manifests;
}

function readSignedManifest(files: Files, names: ReturnType<typeof recoveryFileNames>): SignedManifest {
  const manifest = files.get(names.manifest);
  const signature = files.get(names.signature);
  if (manifest === undefined || signature?.length !== keyIdLength + signatureLength) {
    throw mismatch(names.signature, 'missing');
  }
  return { manifest, keyId: signature.subarray(0, keyIdLength), signature: signature.subarray(keyIdLength) };
}

function mismatch(file: string, reason: string): RecoveryError {
  return new RecoveryError('release.recovery-mismatch', { file, reason });
}
