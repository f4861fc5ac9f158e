import { useState } from 'react';
import type { GuideId } from '../../../electron/core/diagnosis/diagnosis.ts';
import { drawGuide } from '../../../electron/core/pictures/guide/draw-guide.ts';
import { goTo } from '../../app/route.ts';
import { useAction, useEntity, useHost } from '../../bridge/host-context.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { Button } from '../../ui/Button.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { Picture } from '../../ui/Picture.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import styles from './Tour.module.css';

const cards = ['what', 'safe', 'modes', 'practise'] as const;
const pictures: Readonly<Record<(typeof cards)[number], GuideId>> = {
  what: 'done',
  safe: 'plug-in',
  modes: 'hold-boot',
  practise: 'data-cable',
};

/**
 * Four cards at the first start, never again. Whoever opened a vendor's profile is on the phone with somebody who explains
 * it, and is not kept.
 */
export function Tour() {
  const { t } = useTexts();
  const host = useHost();
  const settings = useEntity('settings');
  const profile = useEntity('profile');
  const end = useAction(() => host.ask('settings.change', { tourDone: true }));
  const train = useAction(async () => {
    await host.ask('training.start', {});
    await host.ask('settings.change', { tourDone: true });
    goTo('training');
  });
  const isOpen = settings?.tourDone === false && profile === undefined;
  const error = end.error ?? train.error;
  return (
    <Sheet title={t('app-tour:title')} isOpen={isOpen} onClose={() => void end.run()}>
      {error !== undefined && <ErrorNotice error={error} />}
      <Cards onBegin={() => void end.run()} onTrain={() => void train.run()} />
    </Sheet>
  );
}

function Cards({ onBegin, onTrain }: { readonly onBegin: () => void; readonly onTrain: () => void }) {
  const { t, say } = useTexts();
  const [index, setIndex] = useState(0);
  const card = cards[index] ?? 'what';
  const isLast = index === cards.length - 1;
  const id = pictures[card];
  return (
    <>
      <div className={styles.card} aria-live="polite">
        <Picture svg={drawGuide(id, say)} alt={say(`pictures:guide.${id}.description`)} />
        <div className={styles.words}>
          <p className={styles.count}>{t('app-tour:of', { index: index + 1, count: cards.length })}</p>
          <h3 className={styles.title}>{t(`app-tour:card.${card}.title`)}</h3>
          <p>{t(`app-tour:card.${card}.text`)}</p>
        </div>
      </div>
      <div className={styles.buttons}>
        <Button look="quiet" isDisabled={index === 0} onPress={() => setIndex(index - 1)}>
          {t('app-tour:back')}
        </Button>
        {isLast && <Button onPress={onTrain}>{t('app-tour:train')}</Button>}
        <Button look="main" autoFocus onPress={() => (isLast ? onBegin() : setIndex(index + 1))}>
          {t(isLast ? 'app-tour:begin' : 'app-tour:next')}
        </Button>
      </div>
    </>
  );
}
