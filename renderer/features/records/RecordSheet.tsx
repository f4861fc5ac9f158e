import { useAction, useControl, useDocument } from '../../bridge/host-context.tsx';
import { useAbilities } from '../../bridge/use-abilities.ts';
import { useTexts } from '../../texts/texts.tsx';
import { Button } from '../../ui/Button.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { readBase64, saveFile } from '../../ui/FileButton.tsx';
import { ReportFrame } from '../../ui/ReportFrame.tsx';
import { Section } from '../../ui/Section.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { Row } from '../../ui/Stack.tsx';
import { RecordLabel } from '../labels/RecordLabel.tsx';

/** One record: its report as it would be printed, and what can be taken away from it. */
export function RecordSheet({ sequence, onClose }: { readonly sequence: number; readonly onClose: () => void }) {
  const { t } = useTexts();
  const report = useDocument('record.report', { sequence });
  return (
    <Sheet title={t('app-records:detail.title', { sequence })} isOpen onClose={onClose}>
      {report.status === 'failed' && <ErrorNotice error={report.error} />}
      {report.value !== undefined && (
        <>
          <SaveReport html={report.value.html} sequence={sequence} />
          <ReportFrame html={report.value.html} title={t('app-records:detail.report', { sequence })} />
          {report.value.kind === 'job' && (
            <Section title={t('app-records:detail.label')}>
              <RecordLabel sequence={sequence} />
            </Section>
          )}
        </>
      )}
    </Sheet>
  );
}

function SaveReport({ html, sequence }: { readonly html: string; readonly sequence: number }) {
  const { t } = useTexts();
  const control = useControl();
  const { pdf } = useAbilities();
  const page = useAction(async () =>
    saveFile(`record-${sequence}.html`, await readBase64(new Blob([html])), 'text/html'),
  );
  const print = useAction(async () => {
    const { file } = await control('print-pdf', { html });
    saveFile(`record-${sequence}.pdf`, file, 'application/pdf');
  });
  const error = page.error ?? print.error;
  return (
    <>
      <Row>
        <Button onPress={() => page.run()}>{t('app-records:detail.save-html')}</Button>
        {pdf && (
          <Button onPress={() => print.run()} isDisabled={print.isRunning}>
            {t('app-records:detail.save-pdf')}
          </Button>
        )}
      </Row>
      {error !== undefined && <ErrorNotice error={error} />}
    </>
  );
}
