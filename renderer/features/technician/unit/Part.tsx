import type { ReactNode } from 'react';
import { Section } from '../../../ui/Section.tsx';
import styles from './unit-page.module.css';

export const parts = [
  'unit',
  'firmware',
  'flash',
  'trust',
  'data',
  'verdict',
  'plan',
  'work',
  'result',
  'logs',
  'care',
] as const;
export type PartName = (typeof parts)[number];

/** A part of the unit's page that the local navigation leads to. */
export function Part({
  name,
  title,
  aside,
  children,
}: {
  readonly name: PartName;
  readonly title: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <div id={`part-${name}`} tabIndex={-1} className={styles.part}>
      <Section title={title} aside={aside}>
        {children}
      </Section>
    </div>
  );
}

/** Goes to a part; the address's hash belongs to the route, so this is no link. */
export function showPart(name: PartName): void {
  const part = document.getElementById(`part-${name}`);
  part?.scrollIntoView({ block: 'start' });
  part?.focus({ preventScroll: true });
}
