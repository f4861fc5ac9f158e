import type { Fact, OtadataFacts, OtadataRecordFacts } from '../../../../electron/core/inspect/facts.ts';
import { useTexts } from '../../../texts/texts.tsx';
import { DataTable } from '../../../ui/DataTable.tsx';
import { Muted } from '../../../ui/Stack.tsx';

interface Row {
  readonly sector: number;
  readonly record: OtadataRecordFacts | undefined;
}

/** The two records by which the bootloader chooses a slot. */
export function OtadataTable({ otadata }: { readonly otadata: Fact<OtadataFacts> }) {
  const { t, say } = useTexts();
  if (!otadata.known) {
    return <Muted>{t('app-technician:unknown', { reason: say(`report:unknown.${otadata.reason}`) })}</Muted>;
  }
  const rows: Row[] = otadata.value.records.map((record, index) => ({
    sector: index + 1,
    record: record ?? undefined,
  }));
  return (
    <DataTable
      caption={t('app-technician:otadata.title')}
      rows={rows}
      rowKey={({ sector }) => String(sector)}
      columns={[
        { id: 'sector', title: t('app-technician:otadata.sector'), cell: ({ sector }) => `otadata ${sector}` },
        {
          id: 'sequence',
          title: t('app-technician:otadata.sequence'),
          isNumber: true,
          cell: ({ record }) => record?.sequence ?? t('app-technician:otadata.erased'),
        },
        {
          id: 'state',
          title: t('app-technician:otadata.state'),
          cell: ({ record }) => record && t(`app-technician:otadata-state.${record.state}`),
        },
        {
          id: 'crc',
          title: t('app-technician:otadata.checksum'),
          cell: ({ record }) => record && t(`app-technician:checksum.${record.crcValid ? 'right' : 'wrong'}`),
        },
      ]}
    />
  );
}
