import type { SignedPolicy } from '../../core/batch/policy.ts';
import { maxPolicyBytes } from '../../core/batch/policy-schema.ts';
import { openPolicy } from '../../core/batch/sign-policy.ts';
import { loadKeyRing } from '../key-ring.ts';
import { readFileCapped } from '../read-file.ts';
import type { Workspace } from '../workspace.ts';

const maxSignatureBytes = 4096;

/** Where the signature of a policy file stands: beside it. */
export function signaturePath(policyPath: string): string {
  return `${policyPath}.sig`;
}

/** Opens a policy and the signature beside it, against the keys enrolled on this machine. Throws `batch.policy-*` or `file.*`. */
export async function readPolicy(path: string, workspace: Workspace): Promise<SignedPolicy> {
  const bytes = await readFileCapped(path, maxPolicyBytes);
  return checkPolicy(bytes, await readFileCapped(signaturePath(path), maxSignatureBytes), workspace);
}

/** The same where both files are at hand. */
export async function checkPolicy(
  bytes: Uint8Array,
  signature: Uint8Array,
  workspace: Workspace,
): Promise<SignedPolicy> {
  return openPolicy(bytes, signature, { keys: await loadKeyRing(workspace.store), now: workspace.clock.now() });
}
