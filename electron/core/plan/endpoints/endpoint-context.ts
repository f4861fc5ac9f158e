import type { UnitFacts } from '../../inspect/facts.ts';
import type { LinkModel } from '../../provisioning/link-speed.ts';
import type { DeviceInfo, Manifest } from '../../provisioning/proto/rcv_pb.ts';
import { parseRecoveryManifest, type SignedManifest } from '../../provisioning/recovery/manifest.ts';
import type { RecoveryReading } from '../../provisioning/recovery/read-facts.ts';
import { slotLabel } from '../../provisioning/recovery/reported-slots.ts';
import type { Release } from '../../release/manifest.ts';
import type { PlanPolicy } from '../plan.ts';
import { type PlanContext, planContext } from '../plan-context.ts';

/** What was read of a unit over its recovery endpoints; without `device` where it has none and its facts are inferred. */
export type EndpointReading = Pick<RecoveryReading, 'facts'> & { readonly device: DeviceInfo | undefined };

/** Everything that a plan over recovery endpoints is decided by. */
export interface EndpointContext extends PlanContext {
  readonly device: DeviceInfo;
  readonly link: LinkModel;
  /** Of the release's app for this chip. */
  readonly signed: SignedManifest | undefined;
  readonly manifest: Manifest | undefined;
}

export function endpointContext(
  facts: UnitFacts,
  device: DeviceInfo,
  release: Release,
  policy: PlanPolicy,
  link: LinkModel,
): EndpointContext {
  const context = planContext(facts, release, policy);
  const signed = context.image && release.recovery?.get(context.image.sha256);
  const manifest = signed && parseRecoveryManifest(signed.manifest);
  return { ...context, device, link, signed, manifest: manifest?.ok ? manifest.value : undefined };
}

/** Where the unit writes an update, and what runs, as plans name them. */
export function slotsOf({ runningPart, targetPart }: DeviceInfo) {
  return { running: slotLabel(runningPart), target: slotLabel(targetPart) };
}

/** The version that runs, as facts have it. */
export function runningVersionOf({ facts, device }: EndpointContext): string | undefined {
  const { running } = slotsOf(device);
  return facts.slots.find(({ label }) => label === running)?.versions[0]?.version;
}
