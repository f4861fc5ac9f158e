import type { TrainingEntity } from '../../../electron/contract/state.ts';
import { useAction, useHost } from '../../bridge/host-context.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { LessonCard } from './LessonCard.tsx';

/** A virtual unit with a cable to plug in and a button to hold. */
export function CableCard({ unit }: { readonly unit: TrainingEntity }) {
  const { t } = useTexts();
  const host = useHost();
  const { id, plugged, held } = unit;
  const plug = useAction(() => host.ask(plugged ? 'training.unplug' : 'training.plug', { id }));
  const hold = useAction(() => host.ask('training.hold-button', { id, held: !held }));
  const plugText = t(plugged ? 'app-training:unplug' : 'app-training:plug');
  const holdText = t(held ? 'app-training:release' : 'app-training:hold');
  return (
    <LessonCard
      unit={unit}
      badges={
        <>
          <Badge tone={plugged ? 'good' : 'idle'}>
            {t(plugged ? 'app-training:plugged' : 'app-training:unplugged')}
          </Badge>
          {held && <Badge tone="brand">{t('app-training:held')}</Badge>}
        </>
      }
      error={plug.error ?? hold.error}
      actions={(of) => (
        <>
          <Button aria-label={of(plugText)} onPress={() => plug.run()} isDisabled={plug.isRunning}>
            {plugText}
          </Button>
          <Button aria-label={of(holdText)} onPress={() => hold.run()} isDisabled={hold.isRunning}>
            {holdText}
          </Button>
        </>
      )}
    />
  );
}
