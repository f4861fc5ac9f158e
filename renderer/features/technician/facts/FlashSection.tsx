import { hexNumber } from '../../../../electron/core/bytes/hex.ts';
import type { UnitFacts } from '../../../../electron/core/inspect/facts.ts';
import { type FlashRegion, mapOfFacts } from '../../../../electron/core/records/report/flash-map.ts';
import { formatSize } from '../../../../electron/core/records/report/report-texts.ts';
import { useTexts } from '../../../texts/texts.tsx';
import { DataTable } from '../../../ui/DataTable.tsx';
import { Fold } from '../../../ui/Fold.tsx';
import { Muted } from '../../../ui/Stack.tsx';
import { Untrusted } from '../../../ui/Untrusted.tsx';
import { Part } from '../unit/Part.tsx';
import { FlashFigure } from './FlashFigure.tsx';

/** What lies where, to scale, and as a table. */
export function FlashSection({ facts }: { readonly facts: UnitFacts }) {
  const { t } = useTexts();
  const map = mapOfFacts(facts);
  if (map.regions.length === 0) {
    return (
      <Part name="flash" title={t('app-technician:part.flash')}>
        <Muted>{t('app-technician:flash.no-table')}</Muted>
      </Part>
    );
  }
  return (
    <Part name="flash" title={t('app-technician:part.flash')}>
      <FlashFigure map={map} caption={t('app-technician:flash.caption')} />
      <Fold title={t('app-technician:flash.as-table')}>
        <RegionTable regions={map.regions} />
      </Fold>
    </Part>
  );
}

function RegionTable({ regions }: { readonly regions: readonly FlashRegion[] }) {
  const { t, say } = useTexts();
  return (
    <DataTable
      caption={t('app-technician:flash.as-table')}
      rows={regions}
      rowKey={({ label, offset }) => `${label} ${offset}`}
      columns={[
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
      ]}
    />
  );
}
