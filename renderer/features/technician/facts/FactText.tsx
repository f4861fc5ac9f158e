import type { ReactNode } from 'react';
import type { Fact } from '../../../../electron/core/inspect/facts.ts';
import { useTexts } from '../../../texts/texts.tsx';
import { Untrusted } from '../../../ui/Untrusted.tsx';
import styles from './facts.module.css';

/** A fact as it is shown, or why it is not known: never an empty place. */
export function FactText<T extends string | number | boolean | readonly string[]>({
  fact,
  show,
}: {
  readonly fact: Fact<T>;
  readonly show?: (value: T) => ReactNode;
}) {
  const { t, say } = useTexts();
  if (!fact.known) {
    const reason = say(`report:unknown.${fact.reason}`);
    const text = fact.reason === 'not-present' ? reason : t('app-technician:unknown', { reason });
    return <span className={styles.unknown}>{text}</span>;
  }
  return show ? show(fact.value) : <Untrusted text={String(fact.value)} />;
}
