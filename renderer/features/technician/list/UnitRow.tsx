import type { UnitEntity } from '../../../../electron/contract/state.ts';
import { useTexts } from '../../../texts/texts.tsx';
import { Badge } from '../../../ui/Badge.tsx';
import { Untrusted } from '../../../ui/Untrusted.tsx';
import { UnitBadges } from '../unit/UnitBadges.tsx';
import styles from './list.module.css';

/** An open unit, with how it stands. */
export function UnitRow({ unit }: { readonly unit: UnitEntity }) {
  const { t } = useTexts();
  return (
    <li className={styles.row}>
      <div className={styles.what}>
        <p className={styles.name}>
          <a href={`#/technician/${unit.id}`}>
            <Untrusted text={unit.product ?? unit.chip ?? unit.target} length={120} />
            {unit.version !== undefined && (
              <>
                {' '}
                <Untrusted text={unit.version} length={60} />
              </>
            )}
          </a>
        </p>
        <p className={styles.place}>
          <code>
            <Untrusted text={unit.mac ?? unit.target} length={120} />
          </code>
        </p>
      </div>
      <div className={styles.marks}>
        <UnitBadges unit={unit} />
        {unit.canResume && <Badge tone="warn">{t('app-technician:resume.waits')}</Badge>}
      </div>
    </li>
  );
}
