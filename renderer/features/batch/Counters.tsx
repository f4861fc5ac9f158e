import type { BatchEntity } from '../../../electron/contract/batch-entities.ts';
import { useHostValue } from '../../bridge/host-context.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { Mark } from '../../ui/Mark.tsx';
import { timeLeft } from '../../ui/Progress.tsx';
import type { Tone } from '../../ui/tone.ts';
import styles from './Counters.module.css';
import { stationsOf } from './use-stations.ts';

const tones = {
  recovered: 'good',
  failed: 'bad',
  setAside: 'warn',
  interrupted: 'warn',
  pending: 'brand',
} as const satisfies Readonly<Record<Exclude<keyof BatchEntity['counters'], 'units'>, Tone>>;
const names = ['recovered', 'failed', 'setAside', 'interrupted', 'pending'] as const;

/** How many units stand how. What changes is read out, but not the units that merely begin. */
export function Counters({ counters }: { readonly counters: BatchEntity['counters'] }) {
  const { t } = useTexts();
  const { recovered, failed, setAside, interrupted } = counters;
  return (
    <>
      <dl className={styles.counters}>
        {names.map((name) => (
          <div key={name} className={`${styles.counter} ${counters[name] > 0 ? styles[tones[name]] : ''}`}>
            <dt>
              <Mark tone={counters[name] > 0 ? tones[name] : 'idle'} size={18} />
              {t(`app-batch:counter.${name}`)}
            </dt>
            <dd>
              {counters[name]}
              {name === 'pending' && <TimeLeft />}
            </dd>
          </div>
        ))}
      </dl>
      <p className={styles.spoken} role="status">
        {counters.units > 0 && t('app-batch:counter.spoken', { recovered, failed, setAside, interrupted })}
      </p>
    </>
  );
}

/** Until the last unit at work is done. */
function TimeLeft() {
  const { t } = useTexts();
  const seconds = useHostValue((state) =>
    Math.max(0, ...stationsOf(state).map(({ progress }) => progress?.secondsLeft ?? 0)),
  );
  return seconds > 0 && <span className={styles.time}>{timeLeft(seconds, t)}</span>;
}
