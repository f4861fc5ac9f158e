import { useTexts } from '../../texts/texts.tsx';
import { Page } from '../../ui/Stack.tsx';

export default function RecordsScreen() {
  const { t } = useTexts();
  return (
    <Page>
      <h1>{t('app-records:title')}</h1>
    </Page>
  );
}
