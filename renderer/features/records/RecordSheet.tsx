import { useDocument } from '../../bridge/host-context.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { ReportFrame } from '../../ui/ReportFrame.tsx';
import { Section } from '../../ui/Section.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { RecordLabel } from '../labels/RecordLabel.tsx';
import { SavePage } from '../papers/SavePage.tsx';

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
  const words = { html: t('app-records:detail.save-html'), pdf: t('app-records:detail.save-pdf') };
  return <SavePage name={`record-${sequence}`} page={async () => html} words={words} />;
}
