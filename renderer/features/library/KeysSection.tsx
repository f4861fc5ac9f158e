import { useState } from 'react';
import type { KeyEntity } from '../../../electron/contract/state.ts';
import { useEntities } from '../../bridge/host-context.tsx';
import { type Texts, useTexts } from '../../texts/texts.tsx';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { Section } from '../../ui/Section.tsx';
import { Muted } from '../../ui/Stack.tsx';
import { readable, Untrusted } from '../../ui/Untrusted.tsx';
import { AddKeySheet } from './AddKeySheet.tsx';
import { formatDay } from './format.ts';
import { RevokeKeySheet } from './RevokeKeySheet.tsx';

export function KeysSection() {
  const texts = useTexts();
  const { t } = texts;
  const keys = Object.values(useEntities('keys'));
  const [isAdding, setAdding] = useState(false);
  const [revoking, setRevoking] = useState<KeyEntity>();
  return (
    <Section
      title={t('app-library:keys.title')}
      aside={<Button onPress={() => setAdding(true)}>{t('app-library:keys.add')}</Button>}
    >
      {keys.length === 0 ? (
        <Muted>{t('app-library:keys.none')}</Muted>
      ) : (
        <DataTable
          caption={t('app-library:keys.table')}
          columns={columnsOf(texts, setRevoking)}
          rows={keys}
          rowKey={({ id }) => id}
        />
      )}
      {isAdding && <AddKeySheet onClose={() => setAdding(false)} />}
      {revoking !== undefined && <RevokeKeySheet keyEntity={revoking} onClose={() => setRevoking(undefined)} />}
    </Section>
  );
}

function columnsOf({ t, language }: Texts, onRevoke: (key: KeyEntity) => void): readonly Column<KeyEntity>[] {
  return [
    { id: 'name', title: t('app-library:keys.name'), cell: ({ name }) => <Untrusted text={name} length={100} /> },
    { id: 'key', title: t('app-library:keys.key'), cell: ({ id }) => <code>{id.slice(0, 16)}…</code> },
    {
      id: 'enrolled',
      title: t('app-library:keys.enrolled'),
      cell: ({ enrolledAt }) => formatDay(enrolledAt, language),
    },
    {
      id: 'state',
      title: t('app-library:keys.state'),
      cell: ({ revokedAt }) =>
        revokedAt === undefined ? (
          <Badge tone="good">{t('app-library:keys.active')}</Badge>
        ) : (
          <Badge tone="bad">{t('app-library:keys.revoked', { date: formatDay(revokedAt, language) })}</Badge>
        ),
    },
    {
      id: 'actions',
      title: t('app-library:keys.actions'),
      cell: (key) =>
        key.revokedAt === undefined && (
          <Button
            look="quiet"
            aria-label={t('app-library:keys.revoke-of', { name: readable(key.name, 100) })}
            onPress={() => onRevoke(key)}
          >
            {t('app-library:keys.revoke')}
          </Button>
        ),
    },
  ];
}
