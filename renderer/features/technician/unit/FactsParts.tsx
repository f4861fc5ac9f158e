import type { UnitEntity } from '../../../../electron/contract/state.ts';
import type { UnitFacts } from '../../../../electron/core/inspect/facts.ts';
import { DataSection } from '../facts/DataSection.tsx';
import { FirmwareSection } from '../facts/FirmwareSection.tsx';
import { FlashSection } from '../facts/FlashSection.tsx';
import { IdentitySection } from '../facts/IdentitySection.tsx';
import { TrustSection } from '../facts/TrustSection.tsx';
import { PlanSection } from '../plan/PlanSection.tsx';
import type { Planning } from '../plan/use-plan.ts';
import type { Judging } from '../verdict/use-verdict.ts';
import { VerdictSection } from '../verdict/VerdictSection.tsx';

/** All that rests on facts, in the order in which they are read and used. */
export function FactsParts({
  unit,
  facts,
  judging,
  planning,
}: {
  readonly unit: UnitEntity;
  readonly facts: UnitFacts;
  readonly judging: Judging;
  readonly planning: Planning;
}) {
  const next = nextStep(unit, judging, planning);
  return (
    <>
      <IdentitySection facts={facts} />
      <FirmwareSection facts={facts} />
      <FlashSection facts={facts} />
      <TrustSection facts={facts} />
      <DataSection facts={facts} />
      <VerdictSection facts={facts} judging={judging} isNext={next === 'judge'} />
      <PlanSection unit={unit} facts={facts} planning={planning} isNext={next === 'plan'} />
    </>
  );
}

/** Which button is the main one now: at most one on the page. */
function nextStep(
  { phase, canResume, verdict }: UnitEntity,
  judging: Judging,
  planning: Planning,
): 'judge' | 'plan' | undefined {
  if (phase !== 'ready' || canResume || planning.plan !== undefined) return undefined;
  return judging.judgement === undefined && verdict === undefined ? 'judge' : 'plan';
}
