import { encodeHex } from '../../bytes/hex.ts';
import type { AppDescriptor } from '../../formats/app-descriptor.ts';
import { factValue } from '../../inspect/fact.ts';
import { imageBytesPerSecond } from '../../provisioning/link-speed.ts';
import { estimateSteps } from '../estimate.ts';
import { isIdentifiedByRule } from '../guards/identity.ts';
import type { ConfirmationCode, PlanRange, PlanStep, RecoveryPlan } from '../plan.ts';
import { planHash } from '../plan-hash.ts';
import { type EndpointContext, runningVersionOf, slotsOf } from './endpoint-context.ts';
import { isDataVouchedFor } from './release-guards.ts';

/** A unit starts, looks for its network in vain, and only then offers recovery again. Milliseconds besides the start itself. */
const returnMs = 60_000;

/** Puts the plan together; undefined where there is nothing to make it of, which the guards refuse. */
export function buildEndpointPlan(context: EndpointContext): RecoveryPlan | undefined {
  const { facts, release, device, image, imageBytes, app } = context;
  const descriptor = app?.ok ? app.value.descriptor : undefined;
  if (image === undefined || imageBytes === undefined || descriptor === undefined) return undefined;
  const { product, version, build } = release.manifest;
  const { running, target } = slotsOf(device);
  const steps = buildSteps(context, { sha256: image.sha256, length: imageBytes.length }, descriptor);
  const plan = {
    schema: 1,
    over: 'recovery-endpoints',
    expects: { elfSha256: encodeHex(device.elfSha256), runningSlot: running },
    unit: { mac: factValue(facts.chip.mac) ?? 'unknown', chip: facts.chip.family, simulated: facts.simulated },
    release: { product: product.id, version, build, manifestSha256: release.manifestSha256 },
    versionBefore: runningVersionOf(context),
    targetSlot: target,
    overwritesOnlySlot: false,
    steps,
    preserved: otherSlots(context),
    confirmations: confirmations(context),
    preconditions: [],
    estimate: estimateSteps(steps),
  } as const;
  return { ...plan, hash: planHash(plan) };
}

/** The old firmware is selected until all of the new one stands and was checked; nothing is erased that anyone misses. */
function buildSteps(
  { facts, release, device, link }: EndpointContext,
  { sha256, length }: { readonly sha256: string; readonly length: number },
  { version, elfSha256 }: AppDescriptor,
): PlanStep[] {
  const { target } = slotsOf(device);
  const place = facts.layout.partitions.find(({ label }) => label === target);
  const safe = { target, hazard: 'none', undo: 'not-needed' } as const;
  return [
    {
      id: 0,
      kind: 'transfer',
      ...safe,
      ...(place && { offset: place.offset }),
      length,
      content: { kind: 'image', sha256, length },
      bytesPerSecond: imageBytesPerSecond(link, device.maxData),
      stateDuring: 'old-boots',
      stateAfter: 'staged',
    },
    {
      id: 1,
      kind: 'activate',
      ...safe,
      undo: 'select-previous-slot',
      slot: target,
      stateDuring: 'unknown',
      stateAfter: 'new-unconfirmed',
    },
    {
      id: 2,
      kind: 'report',
      ...safe,
      version,
      elfSha256,
      timeoutMs: release.manifest.boot.timeoutMs + returnMs,
      stateDuring: 'new-unconfirmed',
      stateAfter: 'new-boots',
    },
    { id: 3, kind: 'confirm', ...safe, target: 'flash', stateDuring: 'new-boots', stateAfter: 'new-boots' },
  ];
}

/** Of what the unit tells of its flash: the slots that are not written. */
function otherSlots({ facts, device }: EndpointContext): PlanRange[] {
  const { target } = slotsOf(device);
  return facts.layout.partitions
    .filter(({ label, size }) => label !== target && size > 0)
    .map(({ label, offset, size }) => ({ partition: label, offset, length: size }));
}

function confirmations(context: EndpointContext): ConfirmationCode[] {
  const needed: readonly (readonly [ConfirmationCode, boolean])[] = [
    ['product-by-operator', !isIdentifiedByRule(context.facts)],
    ['data-unchecked', !isDataVouchedFor(context)],
    ['unsigned-release', context.release.signedBy === undefined],
  ];
  return needed.flatMap(([code, isNeeded]) => (isNeeded ? [code] : []));
}
