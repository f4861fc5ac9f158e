import { useAction, useEntities, useEntity, useHost } from '../../bridge/host-context.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { Button } from '../../ui/Button.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { Section } from '../../ui/Section.tsx';
import { Muted, Page, Row } from '../../ui/Stack.tsx';
import { CableCard } from './CableCard.tsx';
import { RadioCard } from './RadioCard.tsx';
import styles from './TrainingScreen.module.css';

/** The catalogue of virtual units; what is done with them is done on the screens of real ones. */
export default function TrainingScreen() {
  const { t } = useTexts();
  const isRunning = useEntity('app')?.training === true;
  return (
    <Page>
      <h1>{t('app-training:title')}</h1>
      <p>{t('app-training:intro')}</p>
      {isRunning ? <Catalogue /> : <Before />}
    </Page>
  );
}

function Before() {
  const { t } = useTexts();
  const host = useHost();
  const start = useAction(() => host.ask('training.start', {}));
  return (
    <>
      <Section title={t('app-training:before.title')}>
        <ul className={styles.list}>
          <li>{t('app-training:before.recover')}</li>
          <li>{t('app-training:before.port')}</li>
          <li>{t('app-training:before.refuse')}</li>
          <li>{t('app-training:before.resume')}</li>
        </ul>
      </Section>
      {start.error !== undefined && <ErrorNotice error={start.error} />}
      <Row>
        <Button look="main" size="big" onPress={() => start.run()} isDisabled={start.isRunning}>
          {t('app-training:start')}
        </Button>
        <Muted>{t('app-training:real-units')}</Muted>
      </Row>
    </>
  );
}

function Catalogue() {
  const { t } = useTexts();
  const host = useHost();
  const units = Object.values(useEntities('training'));
  const stop = useAction(() => host.ask('training.stop', {}));
  return (
    <>
      <Row>
        <Button onPress={() => stop.run()} isDisabled={stop.isRunning}>
          {t('app-training:stop')}
        </Button>
        <Muted>{t('app-training:running')}</Muted>
      </Row>
      {stop.error !== undefined && <ErrorNotice error={stop.error} />}
      <ul className={styles.cards}>
        {units.map((unit) => (
          <li key={unit.id}>{unit.link === undefined ? <CableCard unit={unit} /> : <RadioCard unit={unit} />}</li>
        ))}
      </ul>
    </>
  );
}
