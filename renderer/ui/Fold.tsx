import type { ReactNode } from 'react';
import { Button, Disclosure, DisclosurePanel, Heading } from 'react-aria-components';
import styles from './Fold.module.css';

/** Something that is there for those who want it; drawn and asked for only once it is open. */
export function Fold({
  title,
  level = 3,
  children,
}: {
  readonly title: string;
  /** Of its heading: one below what stands above it. */
  readonly level?: 2 | 3;
  readonly children: ReactNode;
}) {
  return (
    <Disclosure className={styles.fold}>
      {({ isExpanded }) => (
        <>
          <Heading level={level} className={styles.heading}>
            <Button slot="trigger" className={styles.trigger}>
              <svg width="10" height="12" viewBox="0 0 10 12" aria-hidden="true" className={styles.arrow}>
                <path d="M2 1l6 5-6 5" fill="none" stroke="currentColor" strokeWidth="2" />
              </svg>
              {title}
            </Button>
          </Heading>
          <DisclosurePanel className={styles.panel}>{isExpanded && children}</DisclosurePanel>
        </>
      )}
    </Disclosure>
  );
}
