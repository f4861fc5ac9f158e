import type { BatchState } from '../../core/batch/batch-state.ts';
import { coversRelease } from '../../core/batch/policy.ts';
import { maxStations } from '../../core/batch/policy-schema.ts';
import { checkPolicyDates } from '../../core/batch/sign-policy.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { BatchRequest } from './batch.ts';

type Head = Pick<BatchState, 'operator' | 'workOrder' | 'release' | 'policy' | 'parallel'>;

/** What stays the same in a batch from its beginning to its end. */
export function batchHead({ operator, workOrder, policy, parallel, package: { release } }: BatchRequest): Head {
  const { product, version, build } = release.manifest;
  return {
    operator,
    workOrder,
    release: { product: product.id, name: product.name, version, build, manifestSha256: release.manifestSha256 },
    policy: policy && { name: policy.policy.name, sha256: policy.sha256, signedBy: policy.signedBy },
    parallel: Math.min(parallel ?? maxStations, policy?.policy.maxParallel ?? maxStations),
  };
}

/** Throws `batch.policy-other-release`, `batch.policy-not-yet-valid` or `batch.policy-expired`. */
export function demandPolicyFits({ policy, package: { release } }: BatchRequest, now: number): void {
  if (policy === undefined) return;
  const { product, version } = release.manifest;
  if (!coversRelease(policy.policy, release)) {
    throw new RecoveryError('batch.policy-other-release', { product: product.id, version });
  }
  checkPolicyDates(policy.policy, now);
}
