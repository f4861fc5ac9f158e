import type { Anchor } from '../../../../electron/core/inspect/facts.ts';
import { formatDate } from '../../../../electron/core/records/report/report-texts.ts';
import { useTexts } from '../../../texts/texts.tsx';
import { Untrusted } from '../../../ui/Untrusted.tsx';
import styles from './facts.module.css';

/** What the catalogue of roots says of an anchor. */
export function KnownRootText({ anchor }: { readonly anchor: Anchor }) {
  const { t, say } = useTexts();
  const { knownRoot } = anchor;
  if (knownRoot === undefined) return <span className={styles.unknown}>{t('app-technician:trust.no-catalogue')}</span>;
  if (!knownRoot.known) return <span className={styles.unknown}>{say('report:trust.no-known-root')}</span>;
  const { name, by, until, distrusted } = knownRoot.value;
  const notes = [
    t(`app-technician:trust.known-by.${by}`),
    ...(until === undefined ? [] : [say('report:trust.known-until', { date: formatDate(until) })]),
    ...(distrusted === undefined ? [] : [say('report:trust.distrusted', { date: distrusted })]),
    ...(anchor.kind === 'name+key' && anchor.evidence !== undefined ? [say('report:trust.from-catalogue')] : []),
  ];
  return (
    <>
      <Untrusted text={name} length={120} />
      <span className={styles.small}>{notes.join(', ')}</span>
    </>
  );
}
