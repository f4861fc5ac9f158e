import { useConnection } from '../../../bridge/host-context.tsx';
import { useTexts } from '../../../texts/texts.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { Page } from '../../../ui/Stack.tsx';

/** The address names a unit that the host does not have (any more). */
export function UnitGone() {
  const { t } = useTexts();
  const connection = useConnection();
  if (connection === 'connecting') return null;
  return (
    <Page>
      <h1>{t('app-technician:title')}</h1>
      <Notice tone="idle" title={t('app-technician:unit.gone')}>
        <a href="#/technician">{t('app-technician:unit.all')}</a>
      </Notice>
    </Page>
  );
}
