import type { TrainingEntity } from '../../../electron/contract/state.ts';
import { goTo } from '../../app/route.ts';
import { useAction, useHost } from '../../bridge/host-context.tsx';
import type { TextKey } from '../../texts/app-texts.ts';
import { useTexts } from '../../texts/texts.tsx';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { Row } from '../../ui/Stack.tsx';
import { readable } from '../../ui/Untrusted.tsx';
import { screenOfLesson } from './lessons.ts';
import styles from './TrainingScreen.module.css';

/** One virtual unit: what it teaches, and the hands that a real one would need. */
export function LessonCard({ unit: { id, chip, plugged, held } }: { readonly unit: TrainingEntity }) {
  const { t, say, has } = useTexts();
  const host = useHost();
  const plug = useAction(() => host.ask(plugged ? 'training.unplug' : 'training.plug', { id }));
  const hold = useAction(() => host.ask('training.hold-button', { id, held: !held }));
  const error = plug.error ?? hold.error;
  const screen = screenOfLesson(id);
  const title = has(`training:units.${id}.title`) ? say(`training:units.${id}.title`) : readable(id, 60);
  const plugText = t(plugged ? 'app-training:unplug' : 'app-training:plug');
  const holdText = t(held ? 'app-training:release' : 'app-training:hold');
  const goText = t('app-training:go', { screen: t(`app-${screen}:title` satisfies TextKey) });
  const of = (action: string) => t('app-training:of', { action, unit: title });
  return (
    <article className={styles.card} aria-label={title}>
      <header className={styles.head}>
        <h2>{title}</h2>
        <Badge tone={plugged ? 'good' : 'idle'}>{t(plugged ? 'app-training:plugged' : 'app-training:unplugged')}</Badge>
        {held && <Badge tone="brand">{t('app-training:held')}</Badge>}
      </header>
      <p className={styles.chip}>
        {t('app-training:chip')}: {chip}
      </p>
      <h3>{t('app-training:learn')}</h3>
      {has(`training:units.${id}.lesson`) && <p className={styles.lesson}>{say(`training:units.${id}.lesson`)}</p>}
      {error !== undefined && <ErrorNotice error={error} />}
      <Row>
        <Button aria-label={of(plugText)} onPress={() => plug.run()} isDisabled={plug.isRunning}>
          {plugText}
        </Button>
        <Button aria-label={of(holdText)} onPress={() => hold.run()} isDisabled={hold.isRunning}>
          {holdText}
        </Button>
        <Button look="quiet" aria-label={of(goText)} onPress={() => goTo(screen)}>
          {goText}
        </Button>
      </Row>
    </article>
  );
}
