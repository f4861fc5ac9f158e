import { useState } from 'react';
import type { NearbyEntity } from '../../../../electron/contract/state.ts';
import { useAction, useEntity, useHost } from '../../../bridge/host-context.tsx';
import { useTexts } from '../../../texts/texts.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { Progress } from '../../../ui/Progress.tsx';
import { inReach } from '../../nearby/in-reach.ts';
import { radioTrouble, useRadioWords } from '../../nearby/RadioNotice.tsx';
import { useLooking } from '../../nearby/use-looking.ts';
import guided from '../Guided.module.css';
import { GuidePicture } from '../GuidePicture.tsx';
import { useGuidedView } from '../guided-context.tsx';
import { Question } from '../Question.tsx';
import { PlainTrouble } from '../steps/TroubleStep.tsx';
import { NearbyChoice } from './NearbyChoice.tsx';
import styles from './wireless.module.css';

/** Without a cable: which of the units in reach it is, or why none can be heard. */
export function NearbyStep() {
  const { state } = useGuidedView();
  const host = useHost();
  const radio = useEntity('radio');
  const [tries, setTries] = useState(0);
  useLooking(true, tries);
  const opening = useAction((target: string) => host.ask('unit.open', { target }));
  // Networks have a step of their own.
  const units = inReach(state.nearby, state.profile['']?.product).units.filter(({ channel }) => channel === 'ble');
  const [first] = units;
  if (opening.error !== undefined && first !== undefined) {
    return <PlainTrouble error={opening.error} unit={undefined} onAgain={() => void opening.run(first.id)} />;
  }
  if (radioTrouble(radio) !== undefined && units.length === 0) {
    return <RadioOffView onAgain={() => setTries(tries + 1)} />;
  }
  return <ListView units={units} isOpening={opening.isRunning} onChoose={(target) => void opening.run(target)} />;
}

function ListView({
  units,
  isOpening,
  onChoose,
}: {
  readonly units: readonly NearbyEntity[];
  readonly isOpening: boolean;
  readonly onChoose: (target: string) => void;
}) {
  const { t } = useTexts();
  const { product } = useGuidedView();
  const isEmpty = units.length === 0;
  return (
    <Question
      picture={<GuidePicture id="nearby" />}
      title={t(isEmpty ? 'app-nearby:guided.list.none' : 'app-nearby:guided.list.title', { product })}
      text={t(isEmpty ? 'app-nearby:guided.list.none-text' : 'app-nearby:guided.list.text')}
      actions={<OtherWays />}
    >
      {isEmpty ? (
        <Progress label={t('app-nearby:guided.list.looking')} done={0} total={0} />
      ) : (
        <ul className={styles.choices} aria-label={t('app-nearby:guided.list.looking')}>
          {units.slice(0, 6).map((unit) => (
            <li key={unit.id}>
              <NearbyChoice unit={unit} isDisabled={isOpening} onChoose={() => onChoose(unit.id)} />
            </li>
          ))}
        </ul>
      )}
      <p role="status" className={guided.hint}>
        {t('app-nearby:guided.list.count', { count: units.length })}
      </p>
    </Question>
  );
}

function OtherWays() {
  const { t } = useTexts();
  const { choose } = useGuidedView();
  return (
    <div className={styles.ways}>
      <Button look="quiet" onPress={() => choose({ kind: 'scan' })}>
        {t('app-nearby:guided.list.scan')}
      </Button>
      <Button look="quiet" onPress={() => choose({ kind: 'wifi' })}>
        {t('app-nearby:guided.list.join')}
      </Button>
      <Button look="quiet" onPress={() => choose({ kind: 'cable' })}>
        {t('app-nearby:guided.cable')}
      </Button>
    </div>
  );
}

/** Bluetooth is off, forbidden or not there: what to do here, and the way that works without. */
function RadioOffView({ onAgain }: { readonly onAgain: () => void }) {
  const { t } = useTexts();
  const { product, choose } = useGuidedView();
  const { what, next } = useRadioWords(useEntity('radio'));
  return (
    <Question
      picture={<GuidePicture id="radio-off" />}
      title={t('app-nearby:guided.radio.title')}
      actions={
        <>
          <Button look="main" size="big" onPress={onAgain}>
            {t('app-nearby:radio.again')}
          </Button>
          <Button size="big" onPress={() => choose({ kind: 'wifi' })}>
            {t('app-nearby:guided.list.join')}
          </Button>
          <Button look="quiet" onPress={() => choose({ kind: 'cable' })}>
            {t('app-nearby:guided.cable')}
          </Button>
        </>
      }
    >
      <Notice tone="warn" live title={what}>
        <p>{next}</p>
      </Notice>
      <p>{t('app-nearby:guided.radio.also', { product })}</p>
    </Question>
  );
}
