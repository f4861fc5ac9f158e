import { type ReactNode, useId } from 'react';
import styles from './Section.module.css';

/** A titled part of a page, on paper; a landmark by its title. */
export function Section({
  title,
  aside,
  children,
}: {
  readonly title: string;
  /** Stands at the end of the title's line: a badge or a button. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}) {
  const id = useId();
  return (
    <section className={styles.section} aria-labelledby={id}>
      <header className={styles.header}>
        <h2 id={id}>{title}</h2>
        {aside}
      </header>
      {children}
    </section>
  );
}
