import type { Result } from '../../../../electron/contract/commands.ts';
import type { UnitEntity } from '../../../../electron/contract/state.ts';
import { useDocument } from '../../../bridge/host-context.tsx';
import { useTexts } from '../../../texts/texts.tsx';
import { Badge } from '../../../ui/Badge.tsx';
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx';
import { Fold } from '../../../ui/Fold.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { outcomeTone } from '../../../ui/outcome-tone.ts';
import { Muted, Row } from '../../../ui/Stack.tsx';
import { RecordLabel } from '../../labels/RecordLabel.tsx';
import { Part } from '../unit/Part.tsx';
import { BeforeAfter } from './BeforeAfter.tsx';
import { ResumeNotice } from './ResumeNotice.tsx';
import { StepTable } from './StepTable.tsx';

/** How the last job ended, what it changed and what it left as it was. */
export function ResultSection({ unit }: { readonly unit: UnitEntity }) {
  const { t, say } = useTexts();
  const loaded = useDocument('unit.report', { unit: unit.id }, unit.revision);
  const { outcome } = unit;
  if (outcome === undefined) return null;
  const state = unit.unitState;
  const report = loaded.value?.report;
  // The unit's own error has the support code; the report's is there after a restart of the app, too.
  const error = unit.error ?? (report?.error && { ...report.error, unitState: report.unitState });
  return (
    <Part name="result" title={t('app-technician:part.result')}>
      <Notice tone={outcomeTone(outcome)} live title={say(`report:outcome.${outcome}`)}>
        <p>{say(`report:outcome-lead.${outcome}`)}</p>
        {state !== undefined && state !== 'new-boots' && <p>{say(`report:unit-state.${state}`)}</p>}
      </Notice>
      {error !== undefined && <ErrorNotice error={error} />}
      {unit.canResume && <ResumeNotice unit={unit} />}
      {loaded.value !== undefined && <ReportParts document={loaded.value} />}
      {loaded.status === 'failed' && <ErrorNotice error={loaded.error} />}
      {unit.record !== undefined && (
        <>
          <Row>
            <a href={`#/records/${unit.record}`}>{t('app-technician:result.record', { sequence: unit.record })}</a>
          </Row>
          <h3>{t('app-technician:result.label')}</h3>
          <RecordLabel sequence={unit.record} />
        </>
      )}
    </Part>
  );
}

function ReportParts({ document }: { readonly document: Result<'unit.report'> }) {
  const { t, say, has } = useTexts();
  const { report, plan } = document;
  const finding = (code: string) => (has(`report:finding.${code}`) ? say(`report:finding.${code}`) : code);
  const partitions = plan.preserved.map(({ partition }) => partition).join(', ');
  const intact = report.preservedIntact ?? 'unknown';
  return (
    <>
      {report.bootFindings.length > 0 && (
        <Row>
          {report.bootFindings.slice(0, 20).map((code) => (
            <Badge key={code} tone={report.outcome === 'boot-failed' ? 'bad' : 'warn'}>
              {finding(code)}
            </Badge>
          ))}
        </Row>
      )}
      <BeforeAfter document={document} />
      {partitions !== '' && (
        <Notice tone={intact === 'unknown' ? 'warn' : intact ? 'good' : 'bad'}>
          <p>{say(`report:preserved.${intact}`, { partitions })}</p>
        </Notice>
      )}
      <Muted>
        {report.backupId === undefined ? say('report:backup.none') : say('report:backup.id', { id: report.backupId })}
      </Muted>
      <Fold title={t('app-technician:result.steps')}>
        <StepTable steps={report.steps} />
      </Fold>
    </>
  );
}
