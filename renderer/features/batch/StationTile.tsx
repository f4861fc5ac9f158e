import { memo } from 'react';
import { Button } from 'react-aria-components';
import type { StationEntity } from '../../../electron/contract/batch-entities.ts';
import { useTexts } from '../../texts/texts.tsx';
import { StationSign } from './StationSign.tsx';
import styles from './StationTile.module.css';
import { lookOf, stationNote, stationWord } from './station-look.ts';

/** One station; drawn again only where its entity is another one. */
export const StationTile = memo(function StationTile({
  station,
  onOpen,
}: {
  readonly station: StationEntity;
  readonly onOpen: (number: number) => void;
}) {
  const texts = useTexts();
  const { number, phase, progress } = station;
  const look = lookOf[phase];
  const percent = progress === undefined ? undefined : Math.floor(progress.share * 100);
  return (
    <Button className={`${styles.tile} ${styles[look]}`} onPress={() => onOpen(number)}>
      <span className={styles.top}>
        <span className={styles.number}>
          <span className={styles.spoken}>{texts.t('app-batch:station.title', { number })} </span>
          <span aria-hidden="true">{number}</span>
        </span>
        {percent !== undefined && <span className={styles.percent}>{percent} %</span>}
        <span className={styles.sign}>
          <StationSign look={look} share={progress?.share} />
        </span>
      </span>
      <span className={styles.word}>{stationWord(station, texts)}</span>
      <span className={styles.note}>{stationNote(station, texts)}</span>
    </Button>
  );
});
