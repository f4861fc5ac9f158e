import { useState } from 'react';
import { useAction, useHost, useHostValue } from '../../bridge/host-context.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { readable } from '../../ui/Untrusted.tsx';
import styles from './ScanBar.module.css';
import { longestWaiting, readScan } from './scan.ts';
import { useScanner } from './use-scanner.ts';
import { stationsOf } from './use-stations.ts';

/** Shows what the scanner types, which station it is for, and what came of the last scan. */
export function ScanBar() {
  const { t } = useTexts();
  const host = useHost();
  const [chosen, setChosen] = useState<number>();
  const [news, setNews] = useState('');
  const assign = useAction(async (station: number, serial: string) => {
    await host.ask('batch.assign', { station, serial });
    setNews(t('app-batch:scan.given', { station, serial: readable(serial, 64) }));
  });
  const typed = useScanner(true, (code) => {
    const scan = readScan(code, chosen, stationsOf(host.view().state));
    setNews('');
    if (scan.kind === 'station') return setChosen(scan.station);
    if (scan.kind === 'nobody-waits') return setNews(t('app-batch:scan.nobody-waits'));
    if (scan.kind === 'no-such-station') {
      return setNews(t('app-batch:scan.no-such-station', { station: scan.station }));
    }
    setChosen(undefined);
    void assign.run(scan.station, scan.serial);
  });
  const waiting = useHostValue((state) => longestWaiting(stationsOf(state)));
  const target = chosen ?? waiting;
  const prompt =
    target === undefined ? t('app-batch:scan.station-first') : t('app-batch:scan.for', { station: target });
  return (
    <section
      className={`${styles.bar} ${target === undefined ? '' : styles.wanted}`}
      aria-label={t('app-batch:scan.title')}
    >
      <svg className={styles.sign} width="36" height="28" viewBox="0 0 36 28" aria-hidden="true">
        <path
          d="M2 2v24M7 2v24M10 2v24M16 2v24M19 2v24M25 2v24M28 2v24M34 2v24"
          stroke="currentColor"
          strokeWidth="2"
        />
      </svg>
      <p className={styles.prompt}>{prompt}</p>
      <output className={styles.typed} aria-live="off" aria-label={t('app-batch:scan.typed')}>
        {readable(typed, 64) || <span className={styles.none}>{t('app-batch:scan.nothing')}</span>}
      </output>
      <p className={styles.news} role="status">
        {news}
      </p>
      {assign.error !== undefined && (
        <div className={styles.error}>
          <ErrorNotice error={assign.error} />
        </div>
      )}
    </section>
  );
}
