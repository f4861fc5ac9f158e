import { hexNumber } from '../../../../electron/core/bytes/hex.ts';
import type { FlashRegion } from '../../../../electron/core/records/report/flash-map.ts';
import { formatSize } from '../../../../electron/core/records/report/report-texts.ts';
import { useTexts } from '../../../texts/texts.tsx';
import { type Column, DataTable } from '../../../ui/DataTable.tsx';
import { Untrusted } from '../../../ui/Untrusted.tsx';

/** A flash map as a table; with what a job does where, if it says so. */
export function RegionTable({
  regions,
  caption,
}: {
  readonly regions: readonly FlashRegion[];
  readonly caption: string;
}) {
  const { say } = useTexts();
  const columns: Column<FlashRegion>[] = [
    {
      id: 'label',
      title: say('report:map.column.label'),
      cell: ({ label }) => <Untrusted text={label} length={40} />,
    },
    {
      id: 'offset',
      title: say('report:map.column.offset'),
      isNumber: true,
      cell: ({ offset }) => <code>{hexNumber(offset, 6)}</code>,
    },
    { id: 'size', title: say('report:map.column.size'), isNumber: true, cell: ({ size }) => formatSize(size) },
    { id: 'kind', title: say('report:map.column.kind'), cell: ({ kind }) => say(`report:map.kind.${kind}`) },
    {
      id: 'version',
      title: say('report:map.column.version'),
      cell: ({ version }) => version !== undefined && <Untrusted text={version} length={80} />,
    },
  ];
  const change: Column<FlashRegion> = {
    id: 'change',
    title: say('report:map.column.change'),
    cell: (region) => region.change && say(`report:map.change.${region.change}`),
  };
  const hasChanges = regions.some((region) => region.change !== undefined);
  return (
    <DataTable
      caption={caption}
      rows={regions}
      rowKey={({ label, offset }) => `${label} ${offset}`}
      columns={hasChanges ? [...columns, change] : columns}
    />
  );
}
