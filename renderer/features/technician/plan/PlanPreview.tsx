import type { UnitFacts } from '../../../../electron/core/inspect/facts.ts';
import { describePlan } from '../../../../electron/core/plan/describe-plan.ts';
import type { RecoveryPlan } from '../../../../electron/core/plan/plan.ts';
import { formatDuration, formatSize } from '../../../../electron/core/records/report/report-texts.ts';
import { useTexts } from '../../../texts/texts.tsx';
import { Badge } from '../../../ui/Badge.tsx';
import { FactRow, Facts } from '../../../ui/Facts.tsx';
import { Fold } from '../../../ui/Fold.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { Untrusted } from '../../../ui/Untrusted.tsx';
import { FlashFigure } from '../facts/FlashFigure.tsx';
import { RegionTable } from '../facts/RegionTable.tsx';
import styles from './plan.module.css';
import { keptPartitions, planMaps } from './plan-maps.ts';

/** Everything that will happen, before anything does. */
export function PlanPreview({ plan, facts }: { readonly plan: RecoveryPlan; readonly facts: UnitFacts }) {
  const { t, say } = useTexts();
  const { summary, steps, confirmations } = describePlan(plan);
  const { before, after } = planMaps(facts, plan);
  const { estimate } = plan;
  return (
    <div className={styles.preview}>
      <p className={styles.summary} role="status">
        {say(`plan:${summary.code}`, summary.params)}
      </p>
      <Facts>
        <FactRow name={t('app-technician:plan.time')}>
          {formatDuration((path, params) => say(`report:${path}`, params), estimate.seconds * 1000)}
        </FactRow>
        <FactRow name={t('app-technician:plan.written')}>{formatSize(estimate.bytesWritten)}</FactRow>
        <FactRow name={t('app-technician:plan.read')}>{formatSize(estimate.bytesRead)}</FactRow>
        <FactRow name={t('app-technician:plan.kept')}>
          <Untrusted text={keptPartitions(plan).join(', ')} />
        </FactRow>
      </Facts>
      <FlashFigure map={before} caption={t('app-technician:plan.before')} />
      <FlashFigure map={after} caption={t('app-technician:plan.after')} />
      <Fold title={t('app-technician:flash.changes')}>
        <RegionTable regions={after.regions} caption={t('app-technician:flash.changes')} />
      </Fold>
      <h3>{t('app-technician:plan.steps')}</h3>
      <ol className={styles.steps}>
        {plan.steps.map(({ id, hazard }, index) => (
          <li key={id}>
            {say(`plan:${steps[index]?.code}`, steps[index]?.params)}{' '}
            {hazard !== 'none' && (
              <Badge tone={hazard === 'irreversible' ? 'bad' : 'warn'}>{say(`plan:hazard.${hazard}`)}</Badge>
            )}
          </li>
        ))}
      </ol>
      {confirmations.length > 0 && (
        <Notice tone="warn" title={t('app-technician:plan.confirm')}>
          <ul className={styles.list}>
            {confirmations.map(({ code, params }) => (
              <li key={code}>{say(`plan:${code}`, params)}</li>
            ))}
          </ul>
        </Notice>
      )}
    </div>
  );
}
