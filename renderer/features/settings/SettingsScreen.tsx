import { useTexts } from '../../texts/texts.tsx';
import { Page } from '../../ui/Stack.tsx';

export default function SettingsScreen() {
  const { t } = useTexts();
  return (
    <Page>
      <h1>{t('app-settings:title')}</h1>
    </Page>
  );
}
