import type { UnitEntity } from '../../../../electron/contract/state.ts';
import type { UnitFacts } from '../../../../electron/core/inspect/facts.ts';
import { useTexts } from '../../../texts/texts.tsx';
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx';
import { Part } from '../unit/Part.tsx';
import { PlanForm } from './PlanForm.tsx';
import { PlanPreview } from './PlanPreview.tsx';
import { RecoverForm } from './RecoverForm.tsx';
import { Refusals } from './Refusals.tsx';
import type { Planning } from './use-plan.ts';

/** From an installed release to a plan, and from a plan to the work. */
export function PlanSection({
  unit,
  facts,
  planning,
  isNext,
}: {
  readonly unit: UnitEntity;
  readonly facts: UnitFacts;
  readonly planning: Planning;
  readonly isNext: boolean;
}) {
  const { t } = useTexts();
  const { answer, plan } = planning;
  const isBusy = unit.phase !== 'ready' && unit.phase !== 'finished' && unit.phase !== 'failed';
  return (
    <Part name="plan" title={t('app-technician:part.plan')}>
      <PlanForm facts={facts} planning={planning} isNext={isNext} isBusy={isBusy} />
      {planning.make.error !== undefined && <ErrorNotice error={planning.make.error} />}
      {answer?.ok === false && <Refusals refusals={answer.refusals} />}
      {plan !== undefined && <PlanPreview plan={plan} facts={facts} />}
      <RecoverForm planning={planning} isBusy={isBusy} />
      {planning.recover.error !== undefined && <ErrorNotice error={planning.recover.error} />}
    </Part>
  );
}
