import type { UnitFacts, VersionEvidence } from '../../../../electron/core/inspect/facts.ts';
import { useTexts } from '../../../texts/texts.tsx';
import { DataTable } from '../../../ui/DataTable.tsx';
import { Muted } from '../../../ui/Stack.tsx';
import { Untrusted } from '../../../ui/Untrusted.tsx';

interface Row extends VersionEvidence {
  readonly rank: number;
  readonly slot: string;
}

/** Everything that names a version, best first within each slot, the running slot first. */
export function EvidenceTable({ facts }: { readonly facts: UnitFacts }) {
  const { t } = useTexts();
  const rows = evidenceRows(facts);
  if (rows.length === 0) return <Muted>{t('app-technician:firmware.no-evidence')}</Muted>;
  return (
    <DataTable
      caption={t('app-technician:firmware.evidence')}
      rows={rows}
      rowKey={({ slot, rank }) => `${slot} ${rank}`}
      columns={[
        {
          id: 'slot',
          title: t('app-technician:column.slot'),
          cell: ({ slot }) => <Untrusted text={slot} length={40} />,
        },
        { id: 'rank', title: t('app-technician:column.rank'), isNumber: true, cell: ({ rank }) => rank },
        {
          id: 'version',
          title: t('app-technician:column.version'),
          cell: ({ version }) => <Untrusted text={version} length={120} />,
        },
        {
          id: 'source',
          title: t('app-technician:column.source'),
          cell: ({ source }) => t(`app-technician:version-source.${source}`),
        },
        {
          id: 'confidence',
          title: t('app-technician:column.confidence'),
          cell: ({ confidence }) => t(`app-technician:confidence.${confidence}`),
        },
      ]}
    />
  );
}

function evidenceRows({ slots, layout: { runningSlot } }: UnitFacts): Row[] {
  const isRunning = (label: string) => runningSlot.known && runningSlot.value === label;
  return slots
    .toSorted((a, b) => Number(isRunning(b.label)) - Number(isRunning(a.label)))
    .flatMap(({ label, versions }) =>
      versions.map((evidence, index) => ({ ...evidence, rank: index + 1, slot: label })),
    );
}
