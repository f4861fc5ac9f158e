import type { UnitEntity } from '../../../../electron/contract/state.ts';
import { useAction, useHost } from '../../../bridge/host-context.tsx';
import { useTexts } from '../../../texts/texts.tsx';
import { Button } from '../../../ui/Button.tsx';
import { GuidePicture } from '../GuidePicture.tsx';
import { useGuidedView } from '../guided-context.tsx';
import { Question } from '../Question.tsx';
import { SpokenCode } from '../SpokenCode.tsx';
import { PlainTrouble } from '../steps/TroubleStep.tsx';

/** The unit went out of reach in mid-work: nothing is lost, and there may be another way to it. */
export function LostStep({ unit }: { readonly unit: UnitEntity }) {
  const { t } = useTexts();
  const { product, choose } = useGuidedView();
  const host = useHost();
  const resuming = useAction(() => host.ask('unit.resume', { unit: unit.id }));
  const isSent = unit.unitState === 'new-unconfirmed' || unit.unitState === 'new-boots';
  if (resuming.error !== undefined) {
    return <PlainTrouble error={resuming.error} unit={unit} onAgain={() => void resuming.run()} />;
  }
  return (
    <Question
      picture={<GuidePicture id="nearby" chip={unit.chip} />}
      title={t('app-nearby:guided.lost.title')}
      text={t(isSent ? 'app-nearby:guided.lost.checked' : 'app-nearby:guided.lost.text', { product })}
      unit={unit.id}
      actions={
        <>
          <Button look="main" size="big" isPending={resuming.isRunning} onPress={() => void resuming.run()}>
            {t('app-nearby:guided.lost.button')}
          </Button>
          {unit.channel === 'ble' && (
            <Button size="big" onPress={() => choose({ kind: 'wifi', unit: unit.id })}>
              {t('app-nearby:guided.found.slow-button')}
            </Button>
          )}
        </>
      }
    >
      {unit.error !== undefined && <SpokenCode error={unit.error} unit={unit} />}
    </Question>
  );
}
