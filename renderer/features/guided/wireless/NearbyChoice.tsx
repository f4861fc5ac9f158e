import { Button } from 'react-aria-components';
import type { NearbyEntity } from '../../../../electron/contract/state.ts';
import { useTexts } from '../../../texts/texts.tsx';
import { Signal } from '../../../ui/Signal.tsx';
import { Untrusted } from '../../../ui/Untrusted.tsx';
import { signalWord } from '../../nearby/signal.ts';
import styles from './wireless.module.css';

const nameLength = 40;

/** One of the units in reach, as big as a button: its name, and how near it is by sign and word. */
export function NearbyChoice({
  unit: { name, productName, channel, rssi },
  isDisabled,
  onChoose,
}: {
  readonly unit: NearbyEntity;
  readonly isDisabled: boolean;
  readonly onChoose: () => void;
}) {
  const { t } = useTexts();
  const { word, bars } = signalWord(rssi);
  const signal = channel === 'softap' ? t('app-nearby:wifi') : t(`app-nearby:signal.${word}`);
  const shown = name || t('app-nearby:unnamed');
  return (
    <Button className={styles.choice} isDisabled={isDisabled} onPress={onChoose}>
      <span className={styles.who}>
        <span className={styles.name}>
          <Untrusted text={shown} length={nameLength} />
        </span>
        {productName !== undefined && (
          <span className={styles.product}>
            <Untrusted text={productName} length={nameLength} />
          </span>
        )}
      </span>
      <span className={styles.strength}>
        {channel === 'ble' && <Signal bars={bars} />}
        {signal}
      </span>
    </Button>
  );
}
