import { useState } from 'react';
import type { Result } from '../../../electron/contract/commands.ts';
import type { TrainingEntity } from '../../../electron/contract/state.ts';
import { useAction, useHost } from '../../bridge/host-context.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { FactRow, Facts } from '../../ui/Facts.tsx';
import { readable } from '../../ui/Untrusted.tsx';
import { LessonCard } from './LessonCard.tsx';
import styles from './TrainingScreen.module.css';

/** A virtual unit without a cable, to be carried about, and with a label to look at. */
export function RadioCard({ unit }: { readonly unit: TrainingEntity }) {
  const { t } = useTexts();
  const host = useHost();
  const [label, setLabel] = useState<Result<'training.label'>>();
  const { id, plugged, link = 'ble' } = unit;
  const move = useAction(() => host.ask(plugged ? 'training.unplug' : 'training.plug', { id }));
  const look = useAction(async () => setLabel(await host.ask('training.label', { id })));
  const moveText = t(plugged ? 'app-training:radio.take' : 'app-training:radio.bring');
  const lookText = t('app-training:radio.label');
  return (
    <LessonCard
      unit={unit}
      badges={
        <Badge tone={plugged ? 'good' : 'idle'}>
          {t(plugged ? 'app-training:radio.in-reach' : 'app-training:radio.away')}
        </Badge>
      }
      error={move.error ?? look.error}
      actions={(of) => (
        <>
          <Button aria-label={of(moveText)} onPress={() => move.run()} isDisabled={move.isRunning}>
            {moveText}
          </Button>
          {label === undefined && (
            <Button aria-label={of(lookText)} onPress={() => look.run()} isDisabled={look.isRunning}>
              {lookText}
            </Button>
          )}
        </>
      )}
    >
      <p className={styles.chip}>
        {t('app-training:radio.over')}: {t(`app-training:radio.${link}`)}
      </p>
      <div role="status">{label !== undefined && <Label {...label} />}</div>
    </LessonCard>
  );
}

function Label({ name, pop, username }: Result<'training.label'>) {
  const { t } = useTexts();
  return (
    <Facts>
      <FactRow name={t('app-training:radio.name')}>{readable(name, 60)}</FactRow>
      <FactRow name={t('app-nearby:code.label')}>{readable(pop, 60)}</FactRow>
      <FactRow name={t('app-nearby:code.user')}>{readable(username, 60)}</FactRow>
    </Facts>
  );
}
