import type { NvsFacts, UnitFacts } from '../../../../electron/core/inspect/facts.ts';
import { useTexts } from '../../../texts/texts.tsx';
import { type Column, DataTable } from '../../../ui/DataTable.tsx';
import { FactRow, Facts } from '../../../ui/Facts.tsx';
import { Fold } from '../../../ui/Fold.tsx';
import { Muted } from '../../../ui/Stack.tsx';
import { Untrusted } from '../../../ui/Untrusted.tsx';
import { Part } from '../unit/Part.tsx';
import { FactText } from './FactText.tsx';
import styles from './facts.module.css';
import { NetworkFact } from './NetworkFact.tsx';

/** The customer's data: that it is there and in which form, never what it is. */
export function DataSection({ facts }: { readonly facts: UnitFacts }) {
  const { t } = useTexts();
  const { data, coverage } = facts;
  return (
    <Part name="data" title={t('app-technician:part.data')}>
      <Muted>{t('app-technician:data.lead')}</Muted>
      <Facts>
        <FactRow name={t('app-technician:data.wifi')}>
          <FactText fact={data.hasWifiCredentials} show={(has) => t(`app-technician:stored.${has ? 'yes' : 'no'}`)} />
        </FactRow>
        {data.network !== undefined && <NetworkFact network={data.network} />}
        {data.wearLevelling.map(({ partition, version }) => (
          <FactRow key={partition} name={t('app-technician:data.wear-levelling', { partition })}>
            <FactText fact={version} />
          </FactRow>
        ))}
      </Facts>
      {data.nvs.length > 0 && (
        <>
          <h3>{t('app-technician:data.nvs')}</h3>
          <NvsTable nvs={data.nvs} />
        </>
      )}
      {coverage.skipped.length > 0 && <Skipped facts={facts} />}
    </Part>
  );
}

function NvsTable({ nvs }: { readonly nvs: readonly NvsFacts[] }) {
  const { t } = useTexts();
  const columns: Column<NvsFacts>[] = [
    {
      id: 'partition',
      title: t('app-technician:data.partition'),
      cell: ({ partition }) => <Untrusted text={partition} length={40} />,
    },
    {
      id: 'namespaces',
      title: t('app-technician:data.namespaces'),
      cell: ({ namespaces }) => <Untrusted text={namespaces.join(', ')} length={400} />,
    },
    {
      id: 'format',
      title: t('app-technician:data.format'),
      cell: ({ formatVersion }) => <FactText fact={formatVersion} />,
    },
    {
      id: 'encrypted',
      title: t('app-technician:data.encrypted'),
      cell: ({ encrypted }) => (
        <FactText fact={encrypted} show={(is) => t(`app-technician:stored.${is ? 'yes' : 'no'}`)} />
      ),
    },
    {
      id: 'free',
      title: t('app-technician:data.free-pages'),
      isNumber: true,
      cell: ({ freePages, pages }) => `${freePages} / ${pages}`,
    },
  ];
  return (
    <DataTable
      caption={t('app-technician:data.nvs')}
      rows={nvs}
      rowKey={({ partition }) => partition}
      columns={columns}
    />
  );
}

function Skipped({ facts }: { readonly facts: UnitFacts }) {
  const { t, say } = useTexts();
  const { skipped } = facts.coverage;
  return (
    <Fold title={t('app-technician:data.skipped', { count: skipped.length })}>
      <ul className={styles.notes}>
        {skipped.slice(0, 100).map(({ what, reason }) => (
          <li key={`${what} ${reason}`}>
            <Untrusted text={what} length={100} />: {say(`report:unknown.${reason}`)}
          </li>
        ))}
      </ul>
    </Fold>
  );
}
