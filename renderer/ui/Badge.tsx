import type { ReactNode } from 'react';
import styles from './Badge.module.css';
import { Mark } from './Mark.tsx';
import type { Tone } from './tone.ts';

/** A word on how something stands. */
export function Badge({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }) {
  return (
    <span className={`${styles.badge} ${styles[tone]}`}>
      <Mark tone={tone} size={16} />
      {children}
    </span>
  );
}
