import { useState } from 'react';
import { useAction, useEntities, useEntity, useHost } from '../../bridge/host-context.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { Button } from '../../ui/Button.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { Section } from '../../ui/Section.tsx';
import { Muted } from '../../ui/Stack.tsx';
import styles from './Batch.module.css';
import { trainingMix } from './training-mix.ts';

const counts = ['4', '8', '16', '32'] as const;

/** In training: plugs in virtual units, so that a batch can be tried. */
export function TrainingUnits() {
  const { t } = useTexts();
  const host = useHost();
  const isTraining = useEntity('app')?.training === true;
  const plugged = Object.values(useEntities('ports')).filter(({ simulated }) => simulated);
  const [count, setCount] = useState<(typeof counts)[number]>('16');
  const plug = useAction(async () => {
    for (const id of trainingMix(Number(count))) await host.ask('training.plug', { id });
  });
  const unplug = useAction(async () => {
    for (const { id } of plugged) await host.ask('training.unplug', { id: id.replace(/^sim:/, '') });
  });
  if (!isTraining) return null;
  const error = plug.error ?? unplug.error;
  return (
    <Section title={t('app-batch:training.title')}>
      <Muted>{t('app-batch:training.hint')}</Muted>
      <div className={styles.bar}>
        <Choice
          label={t('app-batch:training.count')}
          options={counts.map((id) => ({ id, label: id }))}
          value={count}
          onChange={setCount}
        />
        <Button isDisabled={plug.isRunning} onPress={() => void plug.run()}>
          {t('app-batch:training.plug')}
        </Button>
        <Button look="quiet" isDisabled={plugged.length === 0 || unplug.isRunning} onPress={() => void unplug.run()}>
          {t('app-batch:training.unplug')}
        </Button>
        <p className={styles.hint}>{t('app-batch:training.plugged', { count: plugged.length })}</p>
      </div>
      {error !== undefined && <ErrorNotice error={error} />}
    </Section>
  );
}
