import { hexNumber } from '../../core/bytes/hex.ts';
import { usualTimes } from '../../core/plan/endpoints/usual-times.ts';
import type { PlanStep, RecoveryPlan } from '../../core/plan/plan.ts';
import { harmless, type Style } from '../style.ts';
import type { Texts } from '../texts.ts';
import { formatSize } from './facts.ts';

/** A plan for a person: every step with its place, size and hazard, what survives, and what has to be confirmed. */
export function renderPlan(plan: RecoveryPlan, texts: Texts, style: Style): string {
  const { release, estimate } = plan;
  return [
    style.bold(
      texts('cli:plan.title', {
        product: harmless(release.product),
        version: harmless(release.version),
        mac: plan.unit.mac,
      }),
    ),
    ...plan.steps.map((step) => renderStep(step, texts, style)),
    texts('cli:plan.preserved', {
      partitions: untouchedPartitions(plan)
        .map((label) => harmless(label))
        .join(', '),
    }),
    texts('cli:plan.estimate', {
      read: formatSize(estimate.bytesRead),
      written: formatSize(estimate.bytesWritten),
      seconds: Math.ceil(estimate.seconds),
    }),
    ...otherWays(plan, texts),
    ...plan.confirmations.map((code) => `${style.yellow('!')} ${texts(`cli:confirmation.${code}`)}`),
    style.dim(texts('cli:plan.hash', { hash: plan.hash })),
  ].join('\n');
}

/** Without a cable: what the same image would take over each way there is, so that a person can choose a faster one. */
function otherWays({ over, steps }: RecoveryPlan, texts: Texts): string[] {
  const transfer = steps.find((step) => step.kind === 'transfer');
  if (over === undefined || transfer === undefined) return [];
  return [texts('cli:plan.usual-times', usualTimes(transfer.length))];
}

/** Of a partition that a step changes, only a part is kept: to a person it is not kept. */
function untouchedPartitions({ preserved, steps }: RecoveryPlan): string[] {
  const changed = new Set(steps.map(({ target }) => target));
  return preserved.map(({ partition }) => partition).filter((label) => !changed.has(label) || label === 'flash');
}

function renderStep(step: PlanStep, texts: Texts, style: Style): string {
  const place = [
    'offset' in step && step.offset !== undefined ? hexNumber(step.offset, 6) : '',
    'length' in step ? formatSize(step.length) : '',
  ]
    .join(' ')
    .trim();
  const hazard = step.hazard === 'none' ? '' : style.red(` ${texts(`cli:hazard.${step.hazard}`)}`);
  return `  ${String(step.id + 1).padStart(2)}. ${stepTitle(step, texts)} ${style.dim(place)}${hazard}`;
}

/** What step `id` is called while it runs. */
export function stepTitle(step: PlanStep, texts: Texts): string {
  const slot = step.kind === 'select-slot' || step.kind === 'activate' ? step.slot : step.target;
  return texts(`cli:step.${step.kind}`, { target: harmless(step.target), slot: harmless(slot) });
}
