import type { UnitEntity } from '../../../../electron/contract/state.ts';
import { formatMoment, formatSize } from '../../../../electron/core/records/report/report-texts.ts';
import { useAction, useControl, useDocument, useHost } from '../../../bridge/host-context.tsx';
import { useTexts } from '../../../texts/texts.tsx';
import { Button } from '../../../ui/Button.tsx';
import { DataTable } from '../../../ui/DataTable.tsx';
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx';
import { Muted } from '../../../ui/Stack.tsx';
import { readable, Untrusted } from '../../../ui/Untrusted.tsx';

/** Backups of this unit that lie on this machine; putting one back overwrites the flash, so the window's owner asks first. */
export function BackupList({ unit, isBusy }: { readonly unit: UnitEntity; readonly isBusy: boolean }) {
  const { t } = useTexts();
  const loaded = useDocument('backup.list', unit.mac === undefined ? null : { mac: unit.mac }, unit.revision);
  const restore = useRestore(unit.id);
  if (unit.mac === undefined) return <Muted>{t('app-technician:care.no-mac')}</Muted>;
  if (loaded.status === 'failed') return <ErrorNotice error={loaded.error} />;
  if (loaded.value === undefined) return <Muted>{t('app-shell:busy')}</Muted>;
  if (loaded.value.length === 0) return <Muted>{t('app-technician:care.no-backup')}</Muted>;
  return (
    <>
      <DataTable
        caption={t('app-technician:care.backups')}
        rows={loaded.value.slice(0, 100)}
        rowKey={({ id }) => id}
        columns={[
          { id: 'at', title: t('app-technician:care.at'), cell: ({ at }) => formatMoment(at) },
          { id: 'size', title: t('app-technician:care.size'), isNumber: true, cell: ({ bytes }) => formatSize(bytes) },
          { id: 'id', title: t('app-technician:care.name'), cell: ({ id }) => <Untrusted text={id} length={80} /> },
          {
            id: 'restore',
            title: t('app-technician:care.restore'),
            cell: ({ id, at }) => (
              <Button
                look="danger"
                isDisabled={isBusy || restore.isRunning}
                onPress={() => restore.run(id)}
                aria-label={t('app-technician:care.restore-of', { date: formatMoment(readable(at, 40)) })}
              >
                {t('app-technician:care.restore')}
              </Button>
            ),
          },
        ]}
      />
      {restore.error !== undefined && <ErrorNotice error={restore.error} />}
    </>
  );
}

function useRestore(unit: string) {
  const host = useHost();
  const control = useControl();
  return useAction(async (backup: string) => {
    const { needsTicketFor } = await host.ask('unit.restore', { unit, backup });
    if (needsTicketFor === undefined) return;
    const { ticket } = await control('ask-ticket', { planHash: needsTicketFor });
    if (ticket !== undefined) await host.ask('unit.restore', { unit, backup, ticket, planHash: needsTicketFor });
  });
}
