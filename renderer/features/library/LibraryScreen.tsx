import { useTexts } from '../../texts/texts.tsx';
import { Page } from '../../ui/Stack.tsx';
import { KeysSection } from './KeysSection.tsx';
import { ProfileSection } from './ProfileSection.tsx';
import { ReleasesSection } from './ReleasesSection.tsx';

/** What may be written to units here, and who may say so. */
export default function LibraryScreen() {
  const { t } = useTexts();
  return (
    <Page>
      <h1>{t('app-library:title')}</h1>
      <ReleasesSection />
      <ProfileSection />
      <KeysSection />
    </Page>
  );
}
