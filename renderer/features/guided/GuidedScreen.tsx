import { useTexts } from '../../texts/texts.tsx';
import { Page } from '../../ui/Stack.tsx';

export default function GuidedScreen() {
  const { t } = useTexts();
  return (
    <Page>
      <h1>{t('app-guided:title')}</h1>
    </Page>
  );
}
