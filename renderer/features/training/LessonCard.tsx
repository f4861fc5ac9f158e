import type { ReactNode } from 'react';
import type { ErrorEnvelope } from '../../../electron/contract/envelope.ts';
import type { TrainingEntity } from '../../../electron/contract/state.ts';
import { goTo } from '../../app/route.ts';
import type { TextKey } from '../../texts/app-texts.ts';
import { useTexts } from '../../texts/texts.tsx';
import { Button } from '../../ui/Button.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { Row } from '../../ui/Stack.tsx';
import { readable } from '../../ui/Untrusted.tsx';
import { screenOfLesson } from './lessons.ts';
import styles from './TrainingScreen.module.css';

export interface LessonCardProps {
  readonly unit: TrainingEntity;
  readonly badges: ReactNode;
  /** More that is known of the unit. */
  readonly children?: ReactNode;
  /** The hands that a real unit would need; `of` names an action by the unit that it is for. */
  readonly actions: (of: (action: string) => string) => ReactNode;
  readonly error: ErrorEnvelope | undefined;
}

/** One virtual unit: what it teaches, and the way to the screen that its lesson is about. */
export function LessonCard({ unit: { id, chip, link }, badges, children, actions, error }: LessonCardProps) {
  const { t, say, has } = useTexts();
  const screen = screenOfLesson(id);
  const texts = link === undefined ? `training:units.${id}` : `training:radio.${id}`;
  const title = has(`${texts}.title`) ? say(`${texts}.title`) : readable(id, 60);
  const goText = t('app-training:go', { screen: t(`app-${screen}:title` satisfies TextKey) });
  const of = (action: string) => t('app-training:of', { action, unit: title });
  return (
    <article className={styles.card} aria-label={title}>
      <header className={styles.head}>
        <h2>{title}</h2>
        {badges}
      </header>
      <p className={styles.chip}>
        {t('app-training:chip')}: {chip}
      </p>
      {children}
      <h3>{t('app-training:learn')}</h3>
      {has(`${texts}.lesson`) && <p className={styles.lesson}>{say(`${texts}.lesson`)}</p>}
      {error !== undefined && <ErrorNotice error={error} />}
      <Row>
        {actions(of)}
        <Button look="quiet" aria-label={of(goText)} onPress={() => goTo(screen)}>
          {goText}
        </Button>
      </Row>
    </article>
  );
}
