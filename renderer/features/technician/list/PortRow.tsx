import type { PortEntity, UnitEntity } from '../../../../electron/contract/state.ts';
import { isOpenable } from '../../../../electron/core/diagnosis/diagnose-ports.ts';
import { goTo } from '../../../app/route.ts';
import { useAction, useHost } from '../../../bridge/host-context.tsx';
import { useTexts } from '../../../texts/texts.tsx';
import { Badge } from '../../../ui/Badge.tsx';
import { Button } from '../../../ui/Button.tsx';
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx';
import { readable, Untrusted } from '../../../ui/Untrusted.tsx';
import styles from './list.module.css';
import { Obstacle } from './Obstacle.tsx';

/** A port: open the unit on it, or what stands in the way. */
export function PortRow({ port, unit }: { readonly port: PortEntity; readonly unit: UnitEntity | undefined }) {
  const { t } = useTexts();
  const host = useHost();
  const open = useAction(async () => {
    const opened = await host.ask('unit.open', { target: port.id });
    goTo('technician', opened.unit);
  });
  const isUsable = port.diagnosis.code === 'usable';
  // A port may be opened of which nobody can see whether a unit hangs on it.
  const canOpen = isOpenable(port.diagnosis.code) || port.diagnosis.next === 'connect';
  return (
    <li className={styles.row}>
      <div className={styles.what}>
        <p className={styles.name}>
          <Untrusted text={port.name} length={120} />
        </p>
        <p className={styles.place}>
          <code>
            <Untrusted text={port.id} length={120} />
          </code>
        </p>
      </div>
      <div className={styles.marks}>
        {port.simulated && <Badge tone="warn">{t('app-technician:simulated')}</Badge>}
        {isUsable && unit === undefined && <Badge tone="good">{t('app-technician:list.usable')}</Badge>}
        {!canOpen && unit === undefined && <Badge tone="warn">{t('app-technician:list.blocked')}</Badge>}
      </div>
      <div className={styles.act}>
        {unit !== undefined && <a href={`#/technician/${unit.id}`}>{t('app-technician:list.show')}</a>}
        {unit === undefined && canOpen && (
          <Button
            onPress={() => open.run()}
            isPending={open.isRunning}
            aria-label={t('app-technician:list.open-port', { port: readable(port.name, 120) })}
          >
            {t('app-technician:list.open')}
          </Button>
        )}
      </div>
      {!isUsable && unit === undefined && <Obstacle {...port.diagnosis} />}
      {open.error !== undefined && <ErrorNotice error={open.error} />}
    </li>
  );
}
