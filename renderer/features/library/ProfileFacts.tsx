import type { ProfileEntity } from '../../../electron/contract/state.ts';
import { useTexts } from '../../texts/texts.tsx';
import { FactRow, Facts } from '../../ui/Facts.tsx';
import { readable, Untrusted } from '../../ui/Untrusted.tsx';
import styles from './ProfileFacts.module.css';

/** Whose profile it is, for which product, and what is in it. */
export function ProfileFacts({
  profile: { vendor, productName, supportContact, buttonPhoto, socketPhoto },
  releaseVersion,
}: {
  readonly profile: ProfileEntity;
  readonly releaseVersion: string | undefined;
}) {
  const { t } = useTexts();
  const product = readable(productName, 100);
  return (
    <>
      <Facts>
        <FactRow name={t('app-library:profile.vendor')}>
          <Untrusted text={vendor} length={100} />
        </FactRow>
        <FactRow name={t('app-library:profile.product')}>
          <Untrusted text={productName} length={100} />
        </FactRow>
        <FactRow name={t('app-library:profile.release')}>
          <Untrusted text={releaseVersion ?? t('app-library:profile.no-release')} length={64} />
        </FactRow>
        <FactRow name={t('app-library:profile.contact')}>
          <Untrusted text={supportContact ?? t('app-library:not-given')} />
        </FactRow>
      </Facts>
      {(buttonPhoto !== undefined || socketPhoto !== undefined) && (
        <div className={styles.photos}>
          {buttonPhoto && <img src={buttonPhoto} alt={t('app-library:profile.button-photo', { product })} />}
          {socketPhoto && <img src={socketPhoto} alt={t('app-library:profile.socket-photo', { product })} />}
        </div>
      )}
    </>
  );
}
