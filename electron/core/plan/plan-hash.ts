import { canonicalJson } from '../bytes/canonical-json.ts';
import { sha256Hex } from '../bytes/digest.ts';
import type { RecoveryPlan } from './plan.ts';

/** SHA-256 over the canonical JSON of everything in the plan but its hash. */
export function planHash(plan: Omit<RecoveryPlan, 'hash'> & { readonly hash?: string }): string {
  return sha256Hex(new TextEncoder().encode(canonicalJson({ ...plan, hash: undefined })));
}
