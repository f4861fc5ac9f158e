import type { ReactNode } from 'react';
import { Mark } from './Mark.tsx';
import styles from './Notice.module.css';
import type { Tone } from './tone.ts';

/** Something to be read before going on. `live` is read out when it appears. */
export function Notice({
  tone,
  title,
  live = false,
  children,
}: {
  readonly tone: Tone;
  readonly title?: string;
  readonly live?: boolean;
  readonly children?: ReactNode;
}) {
  return (
    <div className={`${styles.notice} ${styles[tone]}`} role={live ? (tone === 'bad' ? 'alert' : 'status') : undefined}>
      <Mark tone={tone} size={24} />
      <div className={styles.body}>
        {title !== undefined && <p className={styles.title}>{title}</p>}
        {children}
      </div>
    </div>
  );
}
