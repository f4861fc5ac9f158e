import { useTexts } from '../../../texts/texts.tsx';
import { type PartName, partTitle, showPart } from './Part.tsx';
import styles from './unit-page.module.css';
import { usePartInSight } from './use-part-in-sight.ts';

/** Beside the page: its parts, the one in sight marked. */
export function LocalNav({ names }: { readonly names: readonly PartName[] }) {
  const { t } = useTexts();
  const inSight = usePartInSight(names);
  return (
    <nav aria-label={t('app-technician:unit.parts')}>
      <ul className={styles.parts}>
        {names.map((name) => (
          <li key={name}>
            <button type="button" aria-current={name === inSight ? 'true' : undefined} onClick={() => showPart(name)}>
              {partTitle(name, t)}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}
