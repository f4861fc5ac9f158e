import type { UnitEntity } from '../../../../electron/contract/state.ts';
import { goTo } from '../../../app/route.ts';
import { useAction, useHost } from '../../../bridge/host-context.tsx';
import { useTexts } from '../../../texts/texts.tsx';
import { Button } from '../../../ui/Button.tsx';
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx';
import { Muted, Row } from '../../../ui/Stack.tsx';
import { Untrusted } from '../../../ui/Untrusted.tsx';
import { useShortcuts } from '../keys/use-shortcuts.ts';
import { UnitBadges } from './UnitBadges.tsx';
import styles from './unit-page.module.css';

/** Which unit this is, at a glance, and what can always be done with it. */
export function UnitHeader({
  unit,
  isBusy,
  onInspect,
}: {
  readonly unit: UnitEntity;
  readonly isBusy: boolean;
  readonly onInspect: () => void;
}) {
  const { t, say } = useTexts();
  const host = useHost();
  const inspect = useAction(async () => {
    onInspect();
    await host.ask('unit.inspect', { unit: unit.id });
  });
  const close = useAction(async () => {
    await host.ask('unit.close', { unit: unit.id });
    goTo('technician');
  });
  useShortcuts({ i: isBusy ? undefined : () => void inspect.run() });
  const error = inspect.error ?? close.error;
  return (
    <div className={styles.head}>
      <a href="#/technician" className={styles.back}>
        {t('app-technician:unit.all')}
      </a>
      <div className={styles.title}>
        <h1>
          <Untrusted text={unit.product ?? unit.chip ?? unit.target} length={80} />
        </h1>
        <Row>
          <Button isDisabled={isBusy} isPending={inspect.isRunning} onPress={() => inspect.run()}>
            {t('app-technician:unit.inspect')}
          </Button>
          <Button look="quiet" isDisabled={isBusy} isPending={close.isRunning} onPress={() => close.run()}>
            {t('app-technician:unit.close')}
          </Button>
        </Row>
      </div>
      <Row>
        <UnitBadges unit={unit} />
        <Muted>
          <Untrusted text={[unit.mac, unit.target].filter((text) => text !== undefined).join(' · ')} length={160} /> ·{' '}
          {say(`report:channel.${unit.channel}`)}
        </Muted>
      </Row>
      {error !== undefined && <ErrorNotice error={error} />}
    </div>
  );
}
