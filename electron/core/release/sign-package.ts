import { RecoveryError } from '../errors/recovery-error.ts';
import { packFiles } from './build-package.ts';
import { manifestFileName } from './file-name.ts';
import { parseManifest } from './manifest-schema.ts';
import { checkImages, packageLimits } from './open-package.ts';
import { readZip } from './read-zip.ts';
import { checkRecoveryFiles, signRecoveryFiles } from './recovery-files.ts';
import { importSigner } from './release-key.ts';
import { encodeSignature } from './signature.ts';

/**
 * The package with a signature by a PKCS #8 private key in PEM over the exact bytes of its manifest, and over each
 * manifest for recovery without a cable, in the place of any signature before. Throws `key.unreadable` and, so that nothing is signed that would not open, `release.*`.
 */
export async function signPackage(zip: Uint8Array, privateKeyPem: string): Promise<Uint8Array> {
  const signer = await importSigner(privateKeyPem);
  const files = readZip(zip, packageLimits);
  const manifest = files.get(manifestFileName);
  if (manifest === undefined) throw new RecoveryError('release.file-missing', { file: manifestFileName });
  const release = parseManifest(manifest);
  checkImages(release, files);
  checkRecoveryFiles(release, files);
  const recovery = await signRecoveryFiles(release, files, signer);
  return packFiles([...files, ...recovery], await encodeSignature(manifest, signer));
}
