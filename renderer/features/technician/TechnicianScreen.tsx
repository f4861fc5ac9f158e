import { useTexts } from '../../texts/texts.tsx';
import { Page } from '../../ui/Stack.tsx';

export default function TechnicianScreen() {
  const { t } = useTexts();
  return (
    <Page>
      <h1>{t('app-technician:title')}</h1>
    </Page>
  );
}
