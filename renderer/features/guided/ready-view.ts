import type { Result } from '../../../electron/contract/commands.ts';
import type { ReleaseEntity, UnitEntity } from '../../../electron/contract/state.ts';
import type { ErrorParams } from '../../../electron/core/errors/recovery-error.ts';
import type { ConfirmationCode, RecoveryPlan } from '../../../electron/core/plan/plan.ts';

/** What a unit that was read comes to. */
export type ReadyView =
  | { readonly kind: 'repair'; readonly plan: RecoveryPlan }
  | { readonly kind: 'current'; readonly plan: RecoveryPlan }
  /** The unit says that it runs this very firmware: nothing can be sent to it once more. */
  | { readonly kind: 'runs-it' }
  | { readonly kind: 'refused'; readonly code: string; readonly params: ErrorParams };

/** What nobody on the phone can vouch for; the planner and the host refuse it too (DESIGN §5.4). */
const neverInGuided: Partial<Record<ConfirmationCode, string>> = {
  'product-by-operator': 'plan.unknown-product',
  'unsigned-release': 'release.unsigned',
  'data-unchecked': 'plan.data-unchecked',
};

export function readyView(unit: UnitEntity, release: ReleaseEntity, planned: Result<'unit.plan'>): ReadyView {
  if (!planned.ok) {
    const { refusals } = planned;
    if (refusals.some(({ code }) => code === 'plan.already-runs')) return { kind: 'runs-it' };
    const [refusal] = refusals;
    return { kind: 'refused', code: refusal?.code ?? 'internal', params: refusal?.params ?? {} };
  }
  const { plan } = planned;
  const refused = plan.confirmations.map((code) => neverInGuided[code]).find((code) => code !== undefined);
  if (refused !== undefined) return { kind: 'refused', code: refused, params: {} };
  return { kind: unit.version === release.version ? 'current' : 'repair', plan };
}
