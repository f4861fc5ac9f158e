import { useTexts } from '../../texts/texts.tsx';
import { Page } from '../../ui/Stack.tsx';

export default function TrainingScreen() {
  const { t } = useTexts();
  return (
    <Page>
      <h1>{t('app-training:title')}</h1>
    </Page>
  );
}
