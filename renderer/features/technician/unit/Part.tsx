import type { ReactNode } from 'react';
import type { Texts } from '../../../texts/texts.tsx';
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
  'channel',
  'station',
  'logs',
  'care',
] as const;
export type PartName = (typeof parts)[number];

/** What a part is called, in the page and in its navigation. */
export function partTitle(name: PartName, t: Texts['t']): string {
  return name === 'channel' || name === 'station' ? t(`app-nearby:${name}.title`) : t(`app-technician:part.${name}`);
}

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
