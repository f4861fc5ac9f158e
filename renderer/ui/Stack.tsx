import type { ReactNode } from 'react';
import styles from './Stack.module.css';

type Children = { readonly children: ReactNode };

/** The parts of a screen below each other; `narrow` for screens with one question. */
export function Page({ narrow = false, children }: Children & { readonly narrow?: boolean }) {
  return <div className={`${styles.page} ${narrow ? styles.narrow : ''}`}>{children}</div>;
}

/** Things beside each other, wrapping where there is no room. */
export function Row({ children }: Children) {
  return <div className={styles.row}>{children}</div>;
}

/** Parts beside each other where the window is wide. */
export function Columns({ children }: Children) {
  return <div className={styles.columns}>{children}</div>;
}

export function Muted({ children }: Children) {
  return <p className={styles.muted}>{children}</p>;
}
