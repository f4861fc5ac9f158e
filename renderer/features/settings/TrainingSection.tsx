import { goTo } from '../../app/route.ts';
import { useEntity } from '../../bridge/host-context.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { Button } from '../../ui/Button.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { Section } from '../../ui/Section.tsx';
import { Muted, Row } from '../../ui/Stack.tsx';
import { useChange } from './use-change.ts';

export function TrainingSection() {
  const { t } = useTexts();
  const change = useChange();
  const tourDone = useEntity('settings')?.tourDone;
  return (
    <Section title={t('app-settings:training.title')}>
      <p>{t('app-settings:training.text')}</p>
      <Row>
        <Button onPress={() => goTo('training')}>{t('app-settings:training.open')}</Button>
        <Button onPress={() => change.run({ tourDone: false })} isDisabled={tourDone === false}>
          {t('app-settings:training.tour')}
        </Button>
      </Row>
      {tourDone === false && <Muted>{t('app-settings:training.tour-done')}</Muted>}
      {change.error !== undefined && <ErrorNotice error={change.error} />}
    </Section>
  );
}
