import type { ConfirmationCode, RecoveryPlan } from '../plan/plan.ts';
import type { Release } from '../release/manifest.ts';

/** What a policy may allow beforehand: never a product that nobody recognised, never an unsigned release (DESIGN §5.4, §5.8). */
export const allowableConfirmations = [
  'overwrites-only-slot',
  'no-backup',
  'replaces-trust-store',
] as const satisfies readonly ConfirmationCode[];

export type AllowableConfirmation = (typeof allowableConfirmations)[number];

/** A release by the exact bytes of its manifest, or any of that version. */
export type AllowedRelease = { readonly manifestSha256: string } | { readonly version: string };

/** What a person would confirm unit by unit, allowed beforehand for a batch. Signed as exact bytes with a release key. */
export interface BatchPolicy {
  /** Tells it from everything else that the same keys sign. */
  readonly kind: 'unstrand-batch-policy';
  readonly format: 1;
  readonly name: string;
  /** Id of the product, as in the release's manifest. */
  readonly product: string;
  readonly releases: readonly AllowedRelease[];
  readonly allow: readonly AllowableConfirmation[];
  /** ISO 8601 UTC. */
  readonly validFrom: string;
  readonly validUntil: string;
  /** Read and keep the whole flash of every unit; false saves what is overwritten. */
  readonly fullBackup: boolean;
  /** Most units at once. */
  readonly maxParallel: number;
}

/** A policy whose signature was checked, and how records name it. */
export interface SignedPolicy {
  readonly policy: BatchPolicy;
  /** SHA-256 of the exact bytes. */
  readonly sha256: string;
  /** Id of the enrolled key that signed it. */
  readonly signedBy: string;
}

/** Whether the policy is about this release. */
export function coversRelease(
  { product, releases }: BatchPolicy,
  { manifest, manifestSha256 }: CoveredRelease,
): boolean {
  if (manifest.product.id !== product) return false;
  return releases.some((allowed) =>
    'version' in allowed ? allowed.version === manifest.version : allowed.manifestSha256 === manifestSha256,
  );
}

type CoveredRelease = Pick<Release, 'manifestSha256'> & {
  readonly manifest: Pick<Release['manifest'], 'product' | 'version'>;
};

/** What of a plan's confirmations the policy does not allow; everything where there is no policy. */
export function notAllowed({ confirmations }: Pick<RecoveryPlan, 'confirmations'>, policy: BatchPolicy | undefined) {
  const allowed: readonly string[] = policy?.allow ?? [];
  return confirmations.filter((code) => !allowed.includes(code));
}
