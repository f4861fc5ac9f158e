import type { NearbyEntity, UnitEntity } from '../../../../electron/contract/state.ts';
import { goTo } from '../../../app/route.ts';
import { useAction, useHost } from '../../../bridge/host-context.tsx';
import { useTexts } from '../../../texts/texts.tsx';
import { Badge } from '../../../ui/Badge.tsx';
import { Button } from '../../../ui/Button.tsx';
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx';
import { Signal } from '../../../ui/Signal.tsx';
import { readable, Untrusted } from '../../../ui/Untrusted.tsx';
import { signalWord } from '../../nearby/signal.ts';
import styles from './list.module.css';

/** A unit in the air: how well it is heard, what it may be, and the way to it. */
export function NearbyRow({ nearby, unit }: { readonly nearby: NearbyEntity; readonly unit: UnitEntity | undefined }) {
  const { t } = useTexts();
  const host = useHost();
  const open = useAction(async () => {
    const opened = await host.ask('unit.open', { target: nearby.id });
    goTo('technician', opened.unit);
  });
  const { rssi, channel, kind, productName, simulated } = nearby;
  const { word, bars } = signalWord(rssi);
  const name = nearby.name || t('app-nearby:unnamed');
  return (
    <li className={styles.row}>
      <div className={styles.what}>
        <p className={styles.name}>
          <Untrusted text={name} length={80} />
        </p>
        <p className={styles.place}>
          {productName !== undefined && (
            <>
              <Untrusted text={productName} length={80} /> ·{' '}
            </>
          )}
          <code>
            <Untrusted text={nearby.id} length={80} />
          </code>
        </p>
      </div>
      <div className={styles.marks}>
        {simulated && <Badge tone="warn">{t('app-technician:simulated')}</Badge>}
        {channel === 'ble' && (
          <span className={styles.signal}>
            <Signal bars={bars} />
            {t(`app-nearby:signal.${word}`)}
            {rssi !== undefined && ` · ${t('app-nearby:technician.strength', { dbm: rssi })}`}
          </span>
        )}
        {channel === 'softap' && <Badge tone="idle">{t('app-nearby:wifi')}</Badge>}
      </div>
      <div className={styles.act}>
        {unit !== undefined && <a href={`#/technician/${unit.id}`}>{t('app-technician:list.show')}</a>}
        {unit === undefined && kind === 'provisioning' && (
          <Button
            onPress={() => void open.run()}
            isPending={open.isRunning}
            aria-label={t('app-nearby:technician.open-unit', { name: readable(name, 80) })}
          >
            {t('app-technician:list.open')}
          </Button>
        )}
      </div>
      {open.error !== undefined && <ErrorNotice error={open.error} />}
    </li>
  );
}
