import type { UnitEntity } from '../../../../electron/contract/state.ts';
import { useTexts } from '../../../texts/texts.tsx';
import { Progress } from '../../../ui/Progress.tsx';
import { isWireless } from '../../nearby/unit-channel.ts';
import { GuidePicture } from '../GuidePicture.tsx';
import { useGuidedView } from '../guided-context.tsx';
import { Question } from '../Question.tsx';

/** It answers and is read; where a button was held, it can be let go. */
export function CheckingStep({ unit, letGo }: { readonly unit: UnitEntity; readonly letGo: boolean }) {
  const { t } = useTexts();
  const { product } = useGuidedView();
  const { done = 0, total = 0 } = unit.progress ?? {};
  return (
    <Question
      picture={
        <GuidePicture id={letGo ? 'release-boot' : isWireless(unit) ? 'nearby' : 'connected'} chip={unit.chip} />
      }
      title={letGo ? t('app-guided:checking.let-go') : t('app-guided:checking.title', { product })}
      text={
        letGo
          ? t('app-guided:checking.let-go-text', { product })
          : t(isWireless(unit) ? 'app-nearby:guided.found.checking' : 'app-guided:checking.text', { product })
      }
      unit={unit.id}
    >
      <Progress
        isBig
        label={t('app-guided:checking.label')}
        done={done}
        total={total}
        secondsLeft={unit.progress?.secondsLeft}
      />
    </Question>
  );
}
