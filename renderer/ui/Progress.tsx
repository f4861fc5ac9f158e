import { Label, ProgressBar } from 'react-aria-components';
import { useTexts } from '../texts/texts.tsx';
import styles from './Progress.module.css';

/** How far a long work is: bar, percent, rate and remaining time, as far as they are known. */
export function Progress({
  label,
  done,
  total,
  bytesPerSecond,
  secondsLeft,
  isBig = false,
}: {
  readonly label: string;
  readonly done: number;
  readonly total: number;
  readonly bytesPerSecond?: number | undefined;
  readonly secondsLeft?: number | undefined;
  /** Where it is all that is on the screen. */
  readonly isBig?: boolean;
}) {
  const texts = useTexts();
  return (
    <ProgressBar
      className={`${styles.progress} ${isBig ? styles.big : ''}`}
      value={done}
      maxValue={Math.max(total, 1)}
      isIndeterminate={total === 0}
      aria-label={label}
    >
      {({ percentage, valueText }) => (
        <>
          <Label className={styles.label}>{label}</Label>
          <span className={styles.value}>{valueText}</span>
          <svg className={styles.track} aria-hidden="true" focusable="false">
            <rect
              className={percentage === undefined ? styles.unknown : styles.bar}
              width={`${percentage ?? 30}%`}
              height="100%"
              rx="5"
            />
          </svg>
          <span className={styles.rest}>
            {secondsLeft !== undefined && <span>{timeLeft(secondsLeft, texts.t)}</span>}
            {bytesPerSecond !== undefined && (
              <span>{texts.t('app-shell:time.rate', { rate: (bytesPerSecond / 1000).toFixed(1) })}</span>
            )}
          </span>
        </>
      )}
    </ProgressBar>
  );
}

/** Remaining time as people say it. */
export function timeLeft(seconds: number, t: ReturnType<typeof useTexts>['t']): string {
  if (seconds < 90) return t('app-shell:time.seconds', { count: Math.max(1, Math.round(seconds)) });
  return t('app-shell:time.minutes', { count: Math.round(seconds / 60) });
}
