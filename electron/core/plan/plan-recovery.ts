import type { UnitFacts } from '../inspect/facts.ts';
import type { Release } from '../release/manifest.ts';
import { buildPlan } from './build-plan.ts';
import { allGuards } from './guards/all-guards.ts';
import { refuse } from './guards/guard.ts';
import type { PlanPolicy, PlanResult } from './plan.ts';
import { isBuildable, planContext } from './plan-context.ts';

/**
 * Plans how this unit gets this release, or says everything that forbids it: all refusals at once, so that nobody
 * clears one only to meet the next. Pure; the same facts, release and policy give the same plan and hash.
 */
export function planRecovery(facts: UnitFacts, release: Release, policy: PlanPolicy): PlanResult {
  const context = planContext(facts, release, policy);
  const [first, ...rest] = allGuards.map((guard) => guard(context)).filter((refusal) => refusal !== undefined);
  if (first) return { ok: false, refusals: [first, ...rest] };
  if (!isBuildable(context)) return { ok: false, refusals: [refuse('plan.no-target-slot')] };
  return { ok: true, plan: buildPlan(context) };
}
