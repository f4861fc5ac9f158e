import type { BatchEntity } from '../../../electron/contract/batch-entities.ts';
import { useAction, useHost } from '../../bridge/host-context.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { Button } from '../../ui/Button.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { saveFile } from '../../ui/FileButton.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { Row } from '../../ui/Stack.tsx';
import { SavePage } from '../papers/SavePage.tsx';
import { StationCodes } from './StationCodes.tsx';

/** Shift report, table of the batch and codes of the stations, as files. */
export function BatchPapers({ batch, onClose }: { readonly batch: BatchEntity; readonly onClose: () => void }) {
  const { t } = useTexts();
  const host = useHost();
  const saveTable = useAction(async (format: 'csv' | 'json') => {
    const { file } = await host.ask('batch.export', { format });
    saveFile(`${batch.id}.${format}`, file, format === 'csv' ? 'text/csv' : 'application/json');
  });
  return (
    <Sheet title={t('app-batch:papers.title')} isOpen onClose={onClose}>
      <p>{t('app-batch:papers.report-hint')}</p>
      <SavePage
        isMain
        name={batch.id}
        page={async () => (await host.ask('batch.report', {})).html}
        words={{ html: t('app-batch:papers.html'), pdf: t('app-batch:papers.pdf') }}
      />
      <p>{t('app-batch:papers.table-hint')}</p>
      <Row>
        <Button onPress={() => void saveTable.run('csv')}>{t('app-batch:papers.csv')}</Button>
        <Button onPress={() => void saveTable.run('json')}>{t('app-batch:papers.json')}</Button>
      </Row>
      {saveTable.error !== undefined && <ErrorNotice error={saveTable.error} />}
      <StationCodes />
    </Sheet>
  );
}
