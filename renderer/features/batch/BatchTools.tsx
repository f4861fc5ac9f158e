import { useState } from 'react';
import type { BatchEntity } from '../../../electron/contract/batch-entities.ts';
import { useAction, useEntity, useHost } from '../../bridge/host-context.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { Button } from '../../ui/Button.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { Row } from '../../ui/Stack.tsx';
import { Toggle } from '../../ui/Toggle.tsx';
import styles from './Batch.module.css';
import { BatchPapers } from './BatchPapers.tsx';

/** What can be done with a batch as a whole. */
export function BatchTools({ batch, onLeave }: { readonly batch: BatchEntity; readonly onLeave: () => void }) {
  const { t } = useTexts();
  const host = useHost();
  const sound = useEntity('settings')?.sound ?? false;
  const [opened, setOpened] = useState<'papers' | 'stop'>();
  const pause = useAction(() => host.ask('batch.pause', {}));
  const resume = useAction(() => host.ask('batch.resume', {}));
  const stop = useAction(() => host.ask('batch.stop', {}));
  const setSound = useAction((isOn: boolean) => host.ask('settings.change', { sound: isOn }));
  const { status, counters } = batch;
  const isOver = status === 'stopped' && counters.pending === 0;
  const error = pause.error ?? resume.error ?? stop.error ?? setSound.error;
  return (
    <div className={styles.tools}>
      <Toggle isOn={sound} onChange={(isOn) => void setSound.run(isOn)}>
        {t('app-batch:tools.sound')}
      </Toggle>
      <Button onPress={() => setOpened('papers')}>{t('app-batch:tools.papers')}</Button>
      {status === 'running' && <Button onPress={() => void pause.run()}>{t('app-batch:tools.pause')}</Button>}
      {status === 'paused' && (
        <Button look="main" onPress={() => void resume.run()}>
          {t('app-batch:tools.resume')}
        </Button>
      )}
      {status !== 'stopped' && (
        <Button look="danger" onPress={() => (counters.pending > 0 ? setOpened('stop') : void stop.run())}>
          {t('app-batch:tools.stop')}
        </Button>
      )}
      {status === 'stopped' && (
        <Button look="main" isDisabled={!isOver} onPress={onLeave}>
          {t('app-batch:tools.new')}
        </Button>
      )}
      {error !== undefined && <ErrorNotice error={error} />}
      <Sheet title={t('app-batch:stop.title')} isOpen={opened === 'stop'} onClose={() => setOpened(undefined)}>
        <p>{t('app-batch:stop.text', { count: counters.pending })}</p>
        <Row>
          <Button
            look="danger"
            onPress={() => {
              setOpened(undefined);
              void stop.run();
            }}
          >
            {t('app-batch:stop.yes')}
          </Button>
          <Button onPress={() => setOpened(undefined)}>{t('app-batch:stop.no')}</Button>
        </Row>
      </Sheet>
      {opened === 'papers' && <BatchPapers batch={batch} onClose={() => setOpened(undefined)} />}
    </div>
  );
}
