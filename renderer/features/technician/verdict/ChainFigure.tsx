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

/** A drawing's title and description. The page's policy allows no parser of markup, and core writes these two plainly. */
function wordsOf(svg: string): { readonly title: string; readonly steps: readonly string[] } {
  const textOf = (name: 'title' | 'desc') => {
    const [, text = ''] = new RegExp(`<${name}>([^<]*)</${name}>`).exec(svg) ?? [];
    return text.replaceAll(/&(amp|lt|gt|quot|#39|#96);/g, (entity) => characters[entity] ?? entity).trim();
  };
  return { title: textOf('title'), steps: [...new Set(textOf('desc').split('. '))].filter((step) => step !== '') };
}

/** What core's `escapeHtml` writes. */
const characters: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&#96;': '`',
};
