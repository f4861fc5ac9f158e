import type { LinkModel } from '../../provisioning/link-speed.ts';
import type { Release } from '../../release/manifest.ts';
import { refuse } from '../guards/guard.ts';
import { guardChip, guardProduct, guardRevision } from '../guards/identity.ts';
import { guardImageForChip, guardImageValid } from '../guards/image.ts';
import type { PlanPolicy, PlanResult, Refusal } from '../plan.ts';
import { planContext } from '../plan-context.ts';
import { buildEndpointPlan } from './build-endpoint-plan.ts';
import { type EndpointReading, endpointContext } from './endpoint-context.ts';
import {
  guardAddressee,
  guardBuild,
  guardManifest,
  guardManifestFits,
  guardManifestKey,
  guardReportedProduct,
  guardSecureVersionReported,
} from './manifest-guards.ts';
import { guardDataChecked, guardTrustStore, guardValidity } from './release-guards.ts';
import {
  type EndpointGuard,
  guardDescribed,
  guardFits,
  guardInactiveSlot,
  guardNamed,
  guardNotRunning,
  guardSlotsApart,
  guardStart,
} from './unit-guards.ts';

/** In the order in which their refusals are told: who the unit is, what it would take, where it would go, what could break. */
const guards: readonly EndpointGuard[] = [
  guardNamed,
  guardProduct,
  guardReportedProduct,
  guardValidity,
  guardImageForChip,
  guardChip,
  guardRevision,
  guardImageValid,
  guardDescribed,
  guardNotRunning,
  guardManifest,
  guardManifestKey,
  guardAddressee,
  guardBuild,
  guardSecureVersionReported,
  guardManifestFits,
  guardInactiveSlot,
  guardSlotsApart,
  guardFits,
  guardStart,
  guardTrustStore,
  guardDataChecked,
];

/**
 * Plans how a unit gets this release over its own recovery endpoints, or says everything that forbids it. What the unit's
 * firmware sees to itself (encryption, signatures of secure boot, its table) is left to it: it writes, and refuses what it
 * could not start. Pure; `link` is where the plan is made, and the job may go on over another.
 */
export function planOverEndpoints(
  { facts, device }: EndpointReading,
  release: Release,
  policy: PlanPolicy,
  link: LinkModel,
): PlanResult {
  if (device === undefined || facts.inferred !== undefined) {
    const offered = refuse('plan.no-recovery-endpoints', { channel: link.channel });
    return refused(offered, guardProduct(planContext(facts, release, policy)));
  }
  const context = endpointContext(facts, device, release, policy, link);
  const [first, ...rest] = guards.map((guard) => guard(context)).filter((refusal) => refusal !== undefined);
  if (first) return refused(first, ...rest);
  const plan = buildEndpointPlan(context);
  return plan ? { ok: true, plan } : refused(refuse('plan.no-inactive-slot'));
}

function refused(first: Refusal, ...rest: readonly (Refusal | undefined)[]): PlanResult {
  return { ok: false, refusals: [first, ...rest.filter((refusal) => refusal !== undefined)] };
}
