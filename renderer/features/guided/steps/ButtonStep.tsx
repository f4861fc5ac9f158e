import type { UnitEntity } from '../../../../electron/contract/state.ts';
import { useEntity, useHost } from '../../../bridge/host-context.tsx';
import { useTexts } from '../../../texts/texts.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { asksForButton, type ButtonFault, faultPictures } from '../button-fault.ts';
import styles from '../Guided.module.css';
import { GuidePicture } from '../GuidePicture.tsx';
import { useGuidedView } from '../guided-context.tsx';
import { Question } from '../Question.tsx';
import { useRepeating } from '../use-repeating.ts';
import { WithoutCable } from '../wireless/WithoutCable.tsx';

/** Long enough to find a button and press it. */
const retryMs = 4000;

/** It is plugged in and does not answer: the picture stays while attempts go on by themselves. */
export function ButtonStep({
  unit,
  fault,
  isTrying,
}: {
  readonly unit: UnitEntity;
  readonly fault: ButtonFault;
  readonly isTrying: boolean;
}) {
  const { t, say } = useTexts();
  const { product, profile } = useGuidedView();
  const isHeld = asksForButton(fault);
  const isPhoto = isHeld && profile?.buttonPhoto !== undefined;
  const host = useHost();
  const diagnosis = useEntity('ports', unit.target)?.diagnosis;
  const suspect = diagnosis?.code === 'driver-suspect' ? diagnosis.params : undefined;
  // What comes of it is told by the unit's entity; a port that is gone by now, too.
  const tryAgain = () => void host.ask('unit.open', { target: unit.target }).catch(() => {});
  useRepeating(tryAgain, retryMs, !isTrying);
  return (
    <Question
      picture={
        <GuidePicture
          id={faultPictures[fault]}
          chip={unit.chip}
          fault={fault === 'weak-power' ? 'brownout' : undefined}
        />
      }
      title={t(`app-guided:button.${fault}.title`, { product })}
      text={t(isPhoto ? 'app-guided:button.photo-text' : `app-guided:button.${fault}.text`)}
      unit={unit.id}
      actions={
        <>
          <Button look="main" size="big" isPending={isTrying} onPress={tryAgain}>
            {t(isTrying ? 'app-guided:button.trying' : isHeld ? 'app-guided:button.holding' : 'app-guided:button.done')}
          </Button>
          <WithoutCable />
        </>
      }
    >
      {suspect !== undefined && (
        <Notice tone="warn" title={say('ports:port.driver-suspect', suspect)}>
          <p>{say('ports:next.change-driver', suspect)}</p>
        </Notice>
      )}
      <p className={styles.hint}>{t('app-guided:button.waiting')}</p>
    </Question>
  );
}
