import { useEffect, useState } from 'react';
import type { BatchEntity } from '../../../electron/contract/batch-entities.ts';
import { useAction, useControl, useHost } from '../../bridge/host-context.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { Button } from '../../ui/Button.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { saveFile } from '../../ui/FileButton.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { Row } from '../../ui/Stack.tsx';

/** Shift report and table of the batch, as files. */
export function BatchPapers({ batch, onClose }: { readonly batch: BatchEntity; readonly onClose: () => void }) {
  const { t } = useTexts();
  const host = useHost();
  const control = useControl();
  const hasPdf = useCanPrint();
  const name = (ending: string) => `${batch.id}.${ending}`;
  const saveHtml = useAction(async () => {
    const { html } = await host.ask('batch.report', {});
    saveFile(name('html'), base64OfText(html), 'text/html');
  });
  const savePdf = useAction(async () => {
    const { html } = await host.ask('batch.report', {});
    const { file } = await control('print-pdf', { html });
    saveFile(name('pdf'), file, 'application/pdf');
  });
  const saveTable = useAction(async (format: 'csv' | 'json') => {
    const { file } = await host.ask('batch.export', { format });
    saveFile(name(format), file, format === 'csv' ? 'text/csv' : 'application/json');
  });
  const error = saveHtml.error ?? savePdf.error ?? saveTable.error;
  return (
    <Sheet title={t('app-batch:papers.title')} isOpen onClose={onClose}>
      <p>{t('app-batch:papers.report-hint')}</p>
      <Row>
        <Button look="main" isDisabled={saveHtml.isRunning} onPress={() => void saveHtml.run()}>
          {t('app-batch:papers.html')}
        </Button>
        {hasPdf && (
          <Button isDisabled={savePdf.isRunning} onPress={() => void savePdf.run()}>
            {t('app-batch:papers.pdf')}
          </Button>
        )}
      </Row>
      <p>{t('app-batch:papers.table-hint')}</p>
      <Row>
        <Button onPress={() => void saveTable.run('csv')}>{t('app-batch:papers.csv')}</Button>
        <Button onPress={() => void saveTable.run('json')}>{t('app-batch:papers.json')}</Button>
      </Row>
      {error !== undefined && <ErrorNotice error={error} />}
    </Sheet>
  );
}

function useCanPrint(): boolean {
  const control = useControl();
  const [can, setCan] = useState(false);
  useEffect(() => {
    control('abilities', {}).then(
      ({ pdf }) => setCan(pdf),
      () => setCan(false),
    );
  }, [control]);
  return can;
}

/** `btoa` knows bytes only. */
function base64OfText(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}
