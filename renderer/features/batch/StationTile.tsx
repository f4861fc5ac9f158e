import { memo } from 'react';
import { useHostValue } from '../../bridge/host-context.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { StationSign } from './StationSign.tsx';
import styles from './StationTile.module.css';
import { lookOfStation, stationNote, stationWord } from './station-look.ts';
import { useStation } from './use-stations.ts';

/** One station as a button, the browser's own: 32 of another kind cost a second layout. Progress draws only what is in it. */
export const StationTile = memo(function StationTile({
  number,
  onOpen,
}: {
  readonly number: number;
  readonly onOpen: (number: number) => void;
}) {
  const look = useHostValue(({ stations }) => lookOfStation(stations[String(number)] ?? { phase: 'empty' }));
  return (
    <button type="button" className={`${styles.tile} ${styles[look]}`} onClick={() => onOpen(number)}>
      <TileContent number={number} />
    </button>
  );
});

function TileContent({ number }: { readonly number: number }) {
  const texts = useTexts();
  const station = useStation(number);
  if (station === undefined) return null;
  const { progress } = station;
  const percent = progress === undefined ? undefined : Math.floor(progress.share * 100);
  return (
    <>
      <span className={styles.top}>
        <span className={styles.number}>
          <span className={styles.spoken}>{texts.t('app-batch:station.title', { number })} </span>
          <span aria-hidden="true">{number}</span>
        </span>
        {percent !== undefined && <span className={styles.percent}>{percent} %</span>}
        <span className={styles.sign}>
          <StationSign look={lookOfStation(station)} share={progress?.share} />
        </span>
      </span>
      <span className={styles.word}>{stationWord(station, texts)}</span>
      <span className={styles.note}>{stationNote(station, texts)}</span>
    </>
  );
}
