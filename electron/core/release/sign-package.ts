import { RecoveryError } from '../errors/recovery-error.ts';
import { packFiles } from './build-package.ts';
import { manifestFileName } from './file-name.ts';
import { parseManifest } from './manifest-schema.ts';
import { checkImages, packageLimits } from './open-package.ts';
import { readZip } from './read-zip.ts';
import { importSigner } from './release-key.ts';
import { encodeSignature } from './signature.ts';

/**
 * The package with a signature by a PKCS #8 private key in PEM over the exact bytes of its manifest, in the place of any
 * signature before. Throws `key.unreadable` and, so that nothing is signed that would not open, `release.*`.
 */
export async function signPackage(zip: Uint8Array, privateKeyPem: string): Promise<Uint8Array> {
  const signer = await importSigner(privateKeyPem);
  const files = readZip(zip, packageLimits);
  const manifest = files.get(manifestFileName);
  if (manifest === undefined) throw new RecoveryError('release.file-missing', { file: manifestFileName });
  checkImages(parseManifest(manifest), files);
  return packFiles(files, await encodeSignature(manifest, signer));
}
