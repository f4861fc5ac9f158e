import { useState } from 'react';
import { hexNumber } from '../../../../electron/core/bytes/hex.ts';
import type { Anchor } from '../../../../electron/core/inspect/facts.ts';
import { formatDate } from '../../../../electron/core/records/report/report-texts.ts';
import { shortName } from '../../../../electron/core/trust/short-name.ts';
import { useTexts } from '../../../texts/texts.tsx';
import { Badge } from '../../../ui/Badge.tsx';
import { Button } from '../../../ui/Button.tsx';
import { type Column, DataTable } from '../../../ui/DataTable.tsx';
import { Untrusted } from '../../../ui/Untrusted.tsx';
import styles from './facts.module.css';
import { KnownRootText } from './KnownRootText.tsx';

/** A certificate bundle holds more authorities than anybody reads at once. */
const shownFirst = 12;

/** The authorities that the unit trusts: until when, by which key, where they lie. */
export function AnchorTable({ anchors }: { readonly anchors: readonly Anchor[] }) {
  const { t, say } = useTexts();
  const [isWhole, setWhole] = useState(false);
  const columns: Column<Anchor>[] = [
    { id: 'authority', title: say('report:trust.column.authority'), cell: (anchor) => <Authority anchor={anchor} /> },
    { id: 'until', title: say('report:trust.column.until'), cell: (anchor) => <Until anchor={anchor} /> },
    { id: 'place', title: say('report:trust.column.place'), cell: (anchor) => <Place anchor={anchor} /> },
    {
      id: 'slot',
      title: t('app-technician:trust.used-by'),
      cell: ({ foundIn: { slot } }) =>
        slot === undefined ? t('app-technician:trust.any-slot') : <Untrusted text={slot} length={40} />,
    },
    {
      id: 'key',
      title: say('report:trust.column.key'),
      cell: ({ spkiSha256 }) => <code className={styles.key}>{spkiSha256.slice(0, 16)}</code>,
    },
    {
      id: 'catalogue',
      title: t('app-technician:trust.catalogue'),
      cell: (anchor) => <KnownRootText anchor={anchor} />,
    },
  ];
  return (
    <>
      <DataTable
        caption={say('report:trust.title')}
        rows={isWhole ? anchors : anchors.slice(0, shownFirst)}
        rowKey={({ spkiSha256, subject, foundIn }) => `${spkiSha256} ${subject} ${foundIn.partition} ${foundIn.offset}`}
        columns={columns}
      />
      {!isWhole && anchors.length > shownFirst && (
        <Button onPress={() => setWhole(true)}>{t('app-technician:trust.show-all', { count: anchors.length })}</Button>
      )}
    </>
  );
}

function Authority({ anchor: { subject, usable } }: { readonly anchor: Anchor }) {
  const { say } = useTexts();
  const name = shortName(subject);
  return (
    <>
      <strong>{name === undefined ? say('report:trust.unnamed') : <Untrusted text={name} length={120} />}</strong>
      {name !== undefined && name !== subject && (
        <span className={styles.small}>
          <Untrusted text={subject} length={200} />
        </span>
      )}
      {!usable && <Badge tone="warn">{say('report:trust.unusable')}</Badge>}
    </>
  );
}

function Until({ anchor }: { readonly anchor: Anchor }) {
  const { say } = useTexts();
  if (anchor.kind !== 'certificate') return <span className={styles.unknown}>{say('report:trust.no-date')}</span>;
  return (
    <>
      <span className={styles.key}>{formatDate(anchor.notAfter)}</span>{' '}
      {Date.parse(anchor.notAfter) < Date.now() && <Badge tone="bad">{say('report:trust.expired')}</Badge>}
    </>
  );
}

function Place({ anchor: { foundIn, encoding } }: { readonly anchor: Anchor }) {
  const { say } = useTexts();
  const { partition, item, offset } = foundIn;
  return (
    <>
      <Untrusted text={partition} length={40} />
      <span className={styles.small}>
        {item !== undefined && (
          <>
            <Untrusted text={item} length={80} />,{' '}
          </>
        )}
        {say(`report:trust.encoding.${encoding}`)}
        {offset !== undefined && `, ${hexNumber(offset)}`}
      </span>
    </>
  );
}
