import { RecoveryError } from '../../errors/recovery-error.ts';
import type { PlanStep } from '../../plan/plan.ts';
import { type OpenLink, RecoveryLink } from '../../provisioning/recovery/recovery-link.ts';
import { contextFor, type EndpointRun, pushOf } from './endpoint-run.ts';

/**
 * Does something with the plan's unit, over as many connections as it takes. Throws what the last connection broke by, and
 * `provisioning.other-unit` where another one answers.
 */
export async function withDevice<T>(
  run: EndpointRun,
  step: PlanStep,
  work: (link: OpenLink) => Promise<T>,
): Promise<T> {
  const link = new RecoveryLink(contextFor(run, step), pushOf(run.job).device.deviceId);
  try {
    return await link.run(work);
  } catch (error) {
    // Nothing was on its way, so that there is nothing to say of how far it came.
    const isGivenUp = error instanceof RecoveryError && error.code === 'provisioning.no-progress';
    throw isGivenUp && error.cause instanceof RecoveryError ? error.cause : error;
  } finally {
    await link.close();
  }
}
