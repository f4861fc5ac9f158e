import { useState } from 'react';
import type { BatchEntity } from '../../../electron/contract/batch-entities.ts';
import { useEntity } from '../../bridge/host-context.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Untrusted } from '../../ui/Untrusted.tsx';
import styles from './Batch.module.css';
import { BatchTools } from './BatchTools.tsx';
import { Counters } from './Counters.tsx';
import { Operator } from './Operator.tsx';
import { ScanBar } from './ScanBar.tsx';
import { StationSheet } from './StationSheet.tsx';
import { StationTile } from './StationTile.tsx';
import { TrainingUnits } from './TrainingUnits.tsx';
import { useFilling } from './use-filling.ts';
import { useSounds } from './use-sounds.ts';
import { useStationNumbers } from './use-stations.ts';

/** A batch that runs, or that has ended and is still looked at. */
export function BatchRun({ batch, onLeave }: { readonly batch: BatchEntity; readonly onLeave: () => void }) {
  const { t } = useTexts();
  const stations = useStationNumbers();
  const shown = useFilling(stations.length);
  const [opened, setOpened] = useState<number>();
  useSounds(useEntity('settings')?.sound ?? false);
  const { release, operator, workOrder, policy, status, counters } = batch;
  const isOver = status === 'stopped';
  return (
    <div className={styles.run}>
      <header className={styles.head}>
        <div className={styles.name}>
          <h1>
            {t(`app-batch:status.${isOver && counters.pending > 0 ? 'stopping' : status}`)}:{' '}
            <Untrusted text={`${release.productName} ${release.version}`} length={80} />
          </h1>
          <div className={styles.terms}>
            <Operator name={operator} isOver={isOver} />
            {workOrder !== undefined && (
              <span>
                {t('app-batch:setup.work-order')}: <Untrusted text={workOrder} length={60} />
              </span>
            )}
            <span>
              {policy === undefined ? (
                t('app-batch:policy.none')
              ) : (
                <>
                  {t('app-batch:policy.short')}: <Untrusted text={`${policy.name} (${policy.signedBy})`} length={80} />
                </>
              )}
            </span>
          </div>
        </div>
        <BatchTools batch={batch} onLeave={onLeave} />
      </header>
      <Counters counters={counters} />
      {!isOver && <ScanBar />}
      {stations.length === 0 && <Notice tone="brand" title={t('app-batch:plug-in')} live />}
      <ul className={`${styles.grid} ${sizeOf(stations.length)}`} aria-label={t('app-batch:stations')}>
        {stations.slice(0, shown).map((number) => (
          <li key={number}>
            <StationTile number={number} onOpen={setOpened} />
          </li>
        ))}
      </ul>
      {opened !== undefined && <StationSheet number={opened} onClose={() => setOpened(undefined)} />}
      {!isOver && <TrainingUnits />}
    </div>
  );
}

function sizeOf(count: number): string {
  if (count <= 8) return '';
  return `${count <= 16 ? styles.some : styles.many}`;
}
