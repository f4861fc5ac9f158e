import type { ErrorParams } from '../errors/recovery-error.ts';
import { formatSize } from '../records/report/report-texts.ts';
import type { PlanStep, RecoveryPlan } from './plan.ts';

/** A text of `resources/locales/<language>/plan.json` by its key, and what it is filled with. */
export interface PlanText {
  readonly code: string;
  readonly params: ErrorParams;
}

/** A plan as people read it: what happens, in order, and what they have to agree to first. */
export interface PlanDescription {
  readonly summary: PlanText;
  readonly steps: readonly PlanText[];
  readonly confirmations: readonly PlanText[];
}

export function describePlan(plan: RecoveryPlan): PlanDescription {
  const slot = plan.targetSlot;
  const params = { mac: plan.unit.mac, slot, version: plan.release.version, before: plan.versionBefore ?? '' };
  return {
    summary: { code: summaryOf(plan), params },
    steps: plan.steps.map(describeStep),
    confirmations: plan.confirmations.map((code) => ({ code: `confirmation.${code}`, params })),
  };
}

function summaryOf({ over, overwritesOnlySlot }: RecoveryPlan): string {
  if (over === 'recovery-endpoints') return 'summary.recovery-endpoints';
  return overwritesOnlySlot ? 'summary.only-slot' : 'summary.inactive-slot';
}

/** Writing a backup back, as people agree to it. */
export function describeRestore({
  mac,
  createdAt,
}: {
  readonly mac: string;
  readonly createdAt: string;
}): PlanDescription {
  const params = { mac, date: createdAt };
  return {
    summary: { code: 'summary.restore', params },
    steps: [],
    confirmations: [{ code: 'confirmation.restore', params }],
  };
}

/** One step; the key ends in `-hazard` where it loses data or a way back. */
export function describeStep(step: PlanStep): PlanText {
  const suffix = step.hazard === 'none' ? '' : `-${step.hazard}`;
  return { code: `step.${step.kind}${suffix}`, params: { target: step.target, ...stepParams(step) } };
}

function stepParams(step: PlanStep): ErrorParams {
  switch (step.kind) {
    case 'backup':
      return { size: formatSize(step.ranges.reduce((total, { length }) => total + length, 0)) };
    case 'select-slot':
    case 'activate':
      return { slot: step.slot };
    case 'transfer':
      return { size: formatSize(step.length) };
    case 'boot-check':
    case 'report':
      return { version: step.version, seconds: Math.ceil(step.timeoutMs / 1000) };
    case 'reconnect':
    case 'confirm':
      return {};
    default:
      return { offset: step.offset, size: formatSize(step.length) };
  }
}
