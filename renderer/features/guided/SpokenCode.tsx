import { Fragment } from 'react';
import type { ErrorEnvelope } from '../../../electron/contract/envelope.ts';
import type { UnitEntity } from '../../../electron/contract/state.ts';
import { useTexts } from '../../texts/texts.tsx';
import styles from './Guided.module.css';
import { useGuidedView } from './guided-context.tsx';
import { codeGroups, supportCodeOf } from './support-code.ts';

/** The support code of what happened, huge, and how to say it over the phone. */
export function SpokenCode({
  error,
  unit,
}: {
  readonly error: Pick<ErrorEnvelope, 'code' | 'supportCode' | 'unitState'> | undefined;
  readonly unit: UnitEntity | undefined;
}) {
  const { t } = useTexts();
  const { version, profile } = useGuidedView();
  const groups = codeGroups(supportCodeOf(error, unit, version));
  return (
    <section className={styles.code} aria-label={t('app-guided:help.code')}>
      <p className={styles.caption}>{t('app-guided:help.code')}</p>
      <p className={styles.signs}>
        {groups.map((group, index) => (
          <Fragment key={index}>
            {index > 0 && <span aria-hidden="true">–</span>}
            <span className={styles.group}>{group.join('')}</span>
          </Fragment>
        ))}
      </p>
      <Spoken groups={groups} />
      <p>{t('app-guided:help.read')}</p>
      {profile?.supportContact !== undefined && (
        <p className={styles.contact}>{t('app-guided:help.contact', { contact: profile.supportContact })}</p>
      )}
    </section>
  );
}

function Spoken({ groups }: { readonly groups: readonly (readonly string[])[] }) {
  const { t, say } = useTexts();
  const spoken = (sign: string) => {
    const word = say(`app-guided:spell.${sign}`);
    return /\d/.test(sign) ? word : t('app-guided:spoken-letter', { sign, word });
  };
  return (
    <div className={styles.spoken}>
      <p className={styles.caption}>{t('app-guided:spoken')}</p>
      {groups.map((group) => (
        <p key={group.join('')}>{group.map(spoken).join(', ')}</p>
      ))}
    </div>
  );
}
