import { sha256Hex } from '../bytes/digest.ts';
import type { ErrorCode } from '../errors/catalogue.ts';
import { RecoveryError } from '../errors/recovery-error.ts';
import type { KeyRing } from '../release/keys.ts';
import { importSigner } from '../release/release-key.ts';
import { checkSignature, encodeSignature } from '../release/signature.ts';
import type { BatchPolicy, SignedPolicy } from './policy.ts';
import { parsePolicy } from './policy-schema.ts';

/**
 * The signature file of a policy, by a PKCS #8 private key in PEM over the exact bytes. Throws `key.unreadable` and, so
 * that nothing is signed that would not open, `batch.policy-unreadable`.
 */
export async function signPolicy(policy: Uint8Array, privateKeyPem: string): Promise<Uint8Array> {
  const signer = await importSigner(privateKeyPem);
  parsePolicy(policy);
  return encodeSignature(policy, signer);
}

/**
 * Opens a policy: signature first, over bytes that nothing has interpreted, then its content and dates. Throws
 * `batch.policy-*`.
 */
export async function openPolicy(
  bytes: Uint8Array,
  signature: Uint8Array,
  { keys, now }: { readonly keys: KeyRing; readonly now: number },
): Promise<SignedPolicy> {
  const signedBy = await checkSignature(signature, bytes, keys).catch((error: unknown) => {
    throw asPolicyError(error);
  });
  const policy = parsePolicy(bytes);
  checkPolicyDates(policy, now);
  return { policy, sha256: sha256Hex(bytes), signedBy };
}

/** Throws `batch.policy-not-yet-valid` or `batch.policy-expired`. */
export function checkPolicyDates({ validFrom, validUntil }: BatchPolicy, now: number): void {
  if (now < Date.parse(validFrom)) throw new RecoveryError('batch.policy-not-yet-valid', { date: validFrom });
  if (now > Date.parse(validUntil)) throw new RecoveryError('batch.policy-expired', { date: validUntil });
}

/** The same checks as for a release, in words about a policy. */
const policyCodes = {
  'release.bad-signature': 'batch.policy-bad-signature',
  'release.unknown-key': 'batch.policy-unknown-key',
  'release.revoked-key': 'batch.policy-revoked-key',
} as const satisfies Partial<Record<ErrorCode, ErrorCode>>;

function asPolicyError(error: unknown): unknown {
  if (!(error instanceof RecoveryError)) return error;
  const code = Object.entries(policyCodes).find(([release]) => release === error.code)?.[1];
  return code === undefined ? error : new RecoveryError(code, error.params, { cause: error });
}
