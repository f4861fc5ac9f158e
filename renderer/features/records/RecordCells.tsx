import type { ReactNode } from 'react';
import type { RecordRow } from '../../../electron/contract/commands/records.ts';
import { useTexts } from '../../texts/texts.tsx';
import { Badge } from '../../ui/Badge.tsx';
import { outcomeTone } from '../../ui/outcome-tone.ts';
import { readable, Untrusted } from '../../ui/Untrusted.tsx';
import styles from './RecordGrid.module.css';

const longest = 80;

/** The cells of one record; while it is being fetched, one that says so. */
export function RecordCells({ row }: { readonly row: RecordRow | undefined }) {
  const { t, say, has, language } = useTexts();
  if (row === undefined) return <Cell>{t('app-records:loading')}</Cell>;
  const { sequence, at, mac, product, operator, versionBefore, versionTarget, outcome, simulated } = row;
  const short = `app-records:outcome-short.${outcome}`;
  return (
    <>
      <Cell>
        <span className={styles.number}>{sequence}</span>
      </Cell>
      <Cell>{formatDate(at, language)}</Cell>
      <Cell title={readable(mac, longest)}>
        <code>
          <Untrusted text={mac} length={longest} />
        </code>
      </Cell>
      <Cell title={readable(product)}>
        {simulated && <span className={styles.simulated}>{t('app-records:simulated')}</span>}
        <Untrusted text={product} length={longest} />
      </Cell>
      <Cell>
        {versionTarget === '' ? (
          '–'
        ) : (
          <>
            <Untrusted text={versionBefore ?? '?'} length={longest} /> →{' '}
            <Untrusted text={versionTarget} length={longest} />
          </>
        )}
      </Cell>
      <Cell title={readable(operator)}>
        <Untrusted text={operator} length={longest} />
      </Cell>
      <Cell title={has(`report:outcome.${outcome}`) ? say(`report:outcome.${outcome}`) : readable(outcome, longest)}>
        <Badge tone={outcomeTone(outcome)}>
          {has(short) ? say(short) : <Untrusted text={outcome} length={longest} />}
        </Badge>
      </Cell>
    </>
  );
}

function Cell({ title, children }: { readonly title?: string; readonly children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a cell of a grid whose rows are placed by their position.
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus.
    <span role="gridcell" className={styles.cell} title={title}>
      {children}
    </span>
  );
}

function formatDate(at: string, language: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.valueOf())) return readable(at, 30);
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(date);
}
