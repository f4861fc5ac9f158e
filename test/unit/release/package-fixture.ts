import { unzipSync, zipSync } from 'fflate';
import { sha256Hex } from '../../../electron/core/bytes/digest.ts';
import type { ErrorCode } from '../../../electron/core/errors/catalogue.ts';
import { RecoveryError } from '../../../electron/core/errors/recovery-error.ts';
import { buildRelease } from '../../../electron/core/release/build-package.ts';
import { emptyKeyRing, enrollKey, type KeyRing } from '../../../electron/core/release/keys.ts';
import type { ReleaseManifest } from '../../../electron/core/release/manifest.ts';
import { type OpenOptions, openRelease } from '../../../electron/core/release/open-package.ts';
import { generateReleaseKey } from '../../../electron/core/release/release-key.ts';
import { signPackage } from '../../../electron/core/release/sign-package.ts';
import { appImage, fixtureRelease } from '../../support/recovery-fixture.ts';

export const now = Date.UTC(2026, 5, 1);
export const app = appImage('2.0.0', { length: 0x800 });

/** A manifest for `app`, and the file that it names. */
export function contents(changes: Partial<ReleaseManifest> = {}) {
  const { manifest } = fixtureRelease(app, { manifest: changes });
  return { manifest, files: new Map<string, Uint8Array>([['app.bin', app]]) };
}

export interface Signed {
  readonly zip: Uint8Array;
  readonly keys: KeyRing;
  readonly keyId: string;
  readonly privateKeyPem: string;
}

/** A package that opens, and the ring with the key that signed it. */
export async function signedPackage(changes: Partial<ReleaseManifest> = {}): Promise<Signed> {
  const { manifest, files } = contents(changes);
  const { id, privateKeyPem, publicKeyPem } = await generateReleaseKey();
  const keys = await enrollKey(emptyKeyRing, publicKeyPem, 'Owner', now);
  return { zip: await signPackage(buildRelease(manifest, files), privateKeyPem), keys, keyId: id, privateKeyPem };
}

/** The package with its files changed by hand; a value of undefined leaves a file out. */
export function repack(zip: Uint8Array, changes: Readonly<Record<string, Uint8Array | undefined>>): Uint8Array {
  const files = Object.entries({ ...unzipSync(zip), ...changes });
  return zipSync(Object.fromEntries(files.flatMap(([name, bytes]) => (bytes ? [[name, bytes]] : []))));
}

/** The code with which opening is refused; undefined = it opens. */
export async function refusal(zip: Uint8Array, options: Partial<OpenOptions> = {}): Promise<ErrorCode | undefined> {
  try {
    await openRelease(zip, { keys: emptyKeyRing, now, allowUnsigned: false, ...options });
    return undefined;
  } catch (error) {
    if (error instanceof RecoveryError) return error.code;
    throw error;
  }
}

export function json(value: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(value));
}

export const appSha256 = sha256Hex(app);
