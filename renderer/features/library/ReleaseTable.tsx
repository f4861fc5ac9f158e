import type { ReleaseEntity } from '../../../electron/contract/state.ts';
import { type Texts, useTexts } from '../../texts/texts.tsx';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { Row } from '../../ui/Stack.tsx';
import { readable, Untrusted } from '../../ui/Untrusted.tsx';
import { formatDay, formatMegabytes } from './format.ts';

interface Actions {
  readonly onDetails: (release: ReleaseEntity) => void;
  readonly onRemove: (release: ReleaseEntity) => void;
}

export function ReleaseTable({ releases, ...actions }: Actions & { readonly releases: readonly ReleaseEntity[] }) {
  const texts = useTexts();
  const blocked = releases.filter(({ problem }) => problem !== undefined);
  return (
    <>
      <DataTable
        caption={texts.t('app-library:releases.table')}
        columns={columnsOf(texts, actions)}
        rows={[...releases].sort((a, b) => a.productName.localeCompare(b.productName))}
        rowKey={({ id }) => id}
      />
      {blocked.map(({ id, problem }) => problem && <ErrorNotice key={id} error={problem} />)}
    </>
  );
}

function columnsOf({ t, language }: Texts, { onDetails, onRemove }: Actions): readonly Column<ReleaseEntity>[] {
  const named = ({ productName, version }: ReleaseEntity) => ({
    product: readable(productName, 100),
    version: readable(version, 64),
  });
  return [
    {
      id: 'product',
      title: t('app-library:releases.product'),
      cell: ({ productName }) => <Untrusted text={productName} length={100} />,
    },
    {
      id: 'version',
      title: t('app-library:releases.version'),
      cell: ({ version }) => <Untrusted text={version} length={64} />,
    },
    { id: 'chips', title: t('app-library:releases.chips'), cell: ({ chips }) => chips.join(', ') },
    {
      id: 'size',
      title: t('app-library:releases.size'),
      cell: ({ bytes }) => formatMegabytes(bytes, language),
      isNumber: true,
    },
    {
      id: 'signed-by',
      title: t('app-library:releases.signed-by'),
      cell: ({ signedBy }) =>
        signedBy === undefined ? (
          <Badge tone="warn">{t('app-library:releases.unsigned')}</Badge>
        ) : (
          <Untrusted text={signedBy} length={100} />
        ),
    },
    {
      id: 'state',
      title: t('app-library:releases.state'),
      cell: ({ problem, validUntil }) =>
        problem !== undefined ? (
          <Badge tone="bad">{t('app-library:releases.blocked')}</Badge>
        ) : (
          <>
            <Badge tone="good">{t('app-library:releases.usable')}</Badge>{' '}
            {validUntil !== undefined &&
              t('app-library:releases.valid-until', { date: formatDay(validUntil, language) })}
          </>
        ),
    },
    {
      id: 'actions',
      title: t('app-library:releases.actions'),
      cell: (release) => (
        <Row>
          <Button aria-label={t('app-library:releases.details-of', named(release))} onPress={() => onDetails(release)}>
            {t('app-library:releases.details')}
          </Button>
          <Button
            look="quiet"
            aria-label={t('app-library:releases.remove-of', named(release))}
            onPress={() => onRemove(release)}
          >
            {t('app-library:releases.remove')}
          </Button>
        </Row>
      ),
    },
  ];
}
