import { useTexts } from '../../texts/texts.tsx';
import { Page } from '../../ui/Stack.tsx';

export default function LibraryScreen() {
  const { t } = useTexts();
  return (
    <Page>
      <h1>{t('app-library:title')}</h1>
    </Page>
  );
}
