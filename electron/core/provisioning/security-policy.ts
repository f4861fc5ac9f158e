import { RecoveryError } from '../errors/recovery-error.ts';
import type { Capabilities, SecurityVersion } from './capabilities.ts';
import type { SecurityPatch } from './security/gcm-records.ts';

/** The least that a product's units offer: what `proto-ver` says beneath it is a downgrade (PROTOCOLS §2.4). */
export interface SecurityPolicy {
  readonly security: SecurityVersion;
  readonly patch: SecurityPatch;
  /** Whether its security 1 always asks for a proof of possession. */
  readonly proofOfPossession: boolean;
}

/** What every unit passes that has any security at all. */
export const leastSecurity: SecurityPolicy = { security: 1, patch: 0, proofOfPossession: false };

/** What the unit offers that is less than the product has; both as short codes: `0`, `1-open`, `1`, `2.0`, `2.1`. */
export interface SecurityDowngrade {
  readonly offered: string;
  readonly required: string;
}

/** Undefined where the unit offers what its product has. */
export function downgradeOf(offer: Capabilities, policy: SecurityPolicy): SecurityDowngrade | undefined {
  if (rankOf(offer) >= rankOf(requirement(policy))) return undefined;
  return { offered: codeOf(offer), required: codeOf(requirement(policy)) };
}

/** Throws `provisioning.downgraded`, unless a technician lets it pass. */
export function checkSecurity(offer: Capabilities, policy: SecurityPolicy, isAllowed: boolean): void {
  const downgrade = downgradeOf(offer, policy);
  if (downgrade !== undefined && !isAllowed) throw new RecoveryError('provisioning.downgraded', { ...downgrade });
}

/** The least of several; `leastSecurity` where there are none. */
export function weakestOf(policies: readonly SecurityPolicy[]): SecurityPolicy {
  const sorted = policies.toSorted((a, b) => rankOf(requirement(a)) - rankOf(requirement(b)));
  return sorted[0] ?? leastSecurity;
}

type Offer = Pick<Capabilities, 'security' | 'patch' | 'noProofOfPossession'>;

function requirement({ security, patch, proofOfPossession }: SecurityPolicy): Offer {
  return { security, patch, noProofOfPossession: !proofOfPossession };
}

/** `0` < `1-open` < `1` < `2.0` < `2.1`. */
function rankOf({ security, patch, noProofOfPossession }: Offer): number {
  if (security === 0) return 0;
  return security === 1 ? (noProofOfPossession ? 1 : 2) : 3 + patch;
}

function codeOf({ security, patch, noProofOfPossession }: Offer): string {
  if (security === 2) return `2.${patch}`;
  return security === 1 && noProofOfPossession ? '1-open' : `${security}`;
}
