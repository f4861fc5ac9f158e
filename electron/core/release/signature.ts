import { z } from 'zod';
import { decodeBase64, encodeBase64 } from '../bytes/base64.ts';
import { RecoveryError } from '../errors/recovery-error.ts';
import type { KeyRing } from './keys.ts';
import { importVerifier, type ReleaseSigner } from './release-key.ts';

const maxSignatureFileLength = 4096;
const signatureSchema = z.strictObject({
  keyId: z.string().regex(/^[0-9a-f]{64}$/),
  signature: z.base64().length(88),
});

/** `release.sig`: who signed, and 64 bytes of ECDSA over the exact bytes of the manifest. */
export async function encodeSignature(manifest: Uint8Array, signer: ReleaseSigner): Promise<Uint8Array> {
  const signature = encodeBase64(await signer.sign(manifest));
  return new TextEncoder().encode(`${JSON.stringify({ keyId: signer.id, signature })}\n`);
}

/**
 * Checks `release.sig` against the manifest's exact bytes; the id of the key that signed. Throws `release.bad-signature`,
 * `release.unknown-key` and `release.revoked-key`.
 */
export async function checkSignature(file: Uint8Array, manifest: Uint8Array, ring: KeyRing): Promise<string> {
  const { keyId, signature } = parseSignature(file);
  const key = ring.keys.find(({ id }) => id === keyId);
  if (key === undefined) throw new RecoveryError('release.unknown-key', { keyId });
  if (key.revokedAt !== undefined) {
    throw new RecoveryError('release.revoked-key', { keyId, name: key.name, revokedAt: key.revokedAt });
  }
  const verifier = await importVerifier(decodeBase64(key.spki));
  if (verifier.id !== keyId || !(await verifier.verify(signature, manifest))) {
    throw new RecoveryError('release.bad-signature', { reason: 'mismatch' });
  }
  return keyId;
}

function parseSignature(file: Uint8Array): { readonly keyId: string; readonly signature: Uint8Array<ArrayBuffer> } {
  try {
    if (file.length > maxSignatureFileLength) throw new RangeError('too long');
    const parsed = signatureSchema.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(file)));
    return { ...parsed, signature: decodeBase64(parsed.signature) };
  } catch (cause) {
    throw new RecoveryError('release.bad-signature', { reason: 'unreadable' }, { cause });
  }
}
