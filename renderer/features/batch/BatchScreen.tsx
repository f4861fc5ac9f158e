import { useTexts } from '../../texts/texts.tsx';
import { Page } from '../../ui/Stack.tsx';

export default function BatchScreen() {
  const { t } = useTexts();
  return (
    <Page>
      <h1>{t('app-batch:title')}</h1>
    </Page>
  );
}
