import type { Result } from '../../../../electron/contract/commands.ts';
import { runningVersion } from '../../../../electron/core/records/record-summary.ts';
import type { Verdict } from '../../../../electron/core/trust/verdict.ts';
import { useTexts } from '../../../texts/texts.tsx';
import { Badge } from '../../../ui/Badge.tsx';
import { Muted } from '../../../ui/Stack.tsx';
import { Untrusted } from '../../../ui/Untrusted.tsx';
import { verdictTones } from '../unit/UnitBadges.tsx';
import styles from './result.module.css';

/** What ran and whether a server could reach it, before and after. */
export function BeforeAfter({ document }: { readonly document: Result<'unit.report'> }) {
  const { say } = useTexts();
  const { report, plan, verdict } = document;
  const after = report.factsAfter;
  return (
    <div className={styles.cards}>
      <Card title={say('report:before')} version={plan.versionBefore} verdict={verdict} />
      {after === undefined ? (
        <div className={styles.card}>
          <h3>{say('report:after')}</h3>
          <p>{say('report:not-read-again', { version: plan.release.version })}</p>
        </div>
      ) : (
        <Card title={say('report:after')} version={runningVersion(after)} verdict={report.verdictAfter} />
      )}
    </div>
  );
}

function Card({
  title,
  version,
  verdict,
}: {
  readonly title: string;
  readonly version: string | undefined;
  readonly verdict: Verdict | undefined;
}) {
  const { say } = useTexts();
  return (
    <div className={styles.card}>
      <h3>{title}</h3>
      <p className={styles.version}>
        {version === undefined ? say('report:version-unknown') : <Untrusted text={version} length={80} />}
      </p>
      {verdict === undefined ? (
        <Muted>{say('report:not-judged')}</Muted>
      ) : (
        <>
          <p>
            <Badge tone={verdictTones[verdict.status]}>{say(`report:verdict.${verdict.status}`)}</Badge>
          </p>
          {verdict.reasons.slice(0, 3).map(({ code, params }) => (
            <p key={`${code} ${JSON.stringify(params)}`} className={styles.reason}>
              {say(`verdict:${code}`, params)}
            </p>
          ))}
        </>
      )}
    </div>
  );
}
