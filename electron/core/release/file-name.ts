/** Files of a package that are no images. */
export const manifestFileName = 'release.json';
export const signatureFileName = 'release.sig';

/** Names inside a package: plain, so that no operating system and no object takes one for a path or for a special name. */
const packageFileName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

export function isPackageFileName(name: string): boolean {
  return packageFileName.test(name);
}
