import { useTexts } from '../../../texts/texts.tsx';
import { Fold } from '../../../ui/Fold.tsx';
import { Picture } from '../../../ui/Picture.tsx';
import { readable } from '../../../ui/Untrusted.tsx';
import styles from './verdict.module.css';

/** The chain as core drew it, and the same in words: the drawing brings its description with it. */
export function ChainFigure({ svg }: { readonly svg: string }) {
  const { t } = useTexts();
  const { title, steps } = wordsOf(svg);
  return (
    <section className={styles.part} aria-label={t('app-technician:verdict.picture')}>
      <h3>{t('app-technician:verdict.picture')}</h3>
      <section className={styles.picture} aria-label={title} {...scrollable}>
        <Picture svg={svg} alt={[title, ...steps].join('. ').slice(0, 4000)} />
      </section>
      <Fold title={t('app-technician:verdict.in-words')}>
        <ol className={styles.list}>
          {steps.map((step) => (
            <li key={step}>{readable(step, 400)}</li>
          ))}
        </ol>
      </Fold>
    </section>
  );
}

/** What scrolls must be reachable by keyboard (WCAG 2.1.1). */
const scrollable = { tabIndex: 0 } as const;

/** Reads a drawing's title and description. A parsed document runs no script and loads nothing. */
function wordsOf(svg: string): { readonly title: string; readonly steps: readonly string[] } {
  const document = new DOMParser().parseFromString(svg, 'image/svg+xml');
  const textOf = (name: string) => document.querySelector(`svg > ${name}`)?.textContent?.trim() ?? '';
  return { title: textOf('title'), steps: [...new Set(textOf('desc').split('. '))].filter((step) => step !== '') };
}
