import { describeFlash, renderFlashSvg } from '../../../../electron/core/pictures/flash-picture.ts';
import type { FlashMap } from '../../../../electron/core/records/report/flash-map.ts';
import { useTexts } from '../../../texts/texts.tsx';
import { Picture } from '../../../ui/Picture.tsx';
import styles from './facts.module.css';

/** A flash to scale; its words are those of the report. */
export function FlashFigure({ map, caption }: { readonly map: FlashMap; readonly caption: string }) {
  const { say } = useTexts();
  const changes = (['written', 'kept'] as const).filter((change) => map[change].length > 0);
  return (
    <figure className={styles.figure}>
      <figcaption>{caption}</figcaption>
      <section className={styles.wide} aria-label={caption} {...scrollable}>
        <Picture svg={renderFlashSvg(map, say)} alt={describeFlash(map, say).slice(0, 4000)} />
      </section>
      {changes.length > 0 && (
        <p className={styles.legend}>
          {changes.map((change) => (
            <span key={change}>
              <i className={`${styles.swatch} ${styles[change]}`} />
              {say(`report:map.change.${change}`)}
            </span>
          ))}
        </p>
      )}
    </figure>
  );
}

/** What scrolls must be reachable by keyboard (WCAG 2.1.1). */
const scrollable = { tabIndex: 0 } as const;
