import { hexNumber } from '../../../../electron/core/bytes/hex.ts';
import { formatDate } from '../../../../electron/core/records/report/report-texts.ts';
import type { Verdict } from '../../../../electron/core/trust/verdict.ts';
import { useTexts } from '../../../texts/texts.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { readable } from '../../../ui/Untrusted.tsx';
import { verdictTones } from '../unit/UnitBadges.tsx';
import { ChainFigure } from './ChainFigure.tsx';
import { Remedies } from './Remedies.tsx';
import type { Judgement } from './use-verdict.ts';
import styles from './verdict.module.css';

/** What was judged: how it stands, why, what the unit's own log says, until when, and what helps. */
export function VerdictView({ judgement }: { readonly judgement: Judgement }) {
  const { t, say } = useTexts();
  const { verdict, findings, picture } = judgement;
  const { until } = verdict;
  return (
    <div className={styles.view}>
      <Notice tone={verdictTones[verdict.status]} live title={t(`app-technician:verdict.status.${verdict.status}`)}>
        {verdict.reasons.map(({ code, params }) => (
          <p key={`${code} ${JSON.stringify(params)}`}>{say(`verdict:${code}`, params)}</p>
        ))}
        {until && <p>{say('report:until', { date: formatDate(until.date), subject: until.subject })}</p>}
      </Notice>
      <DeviceWords verdict={verdict} />
      {verdict.missing.length > 0 && (
        <section className={styles.part}>
          <h3>{t('app-technician:verdict.missing')}</h3>
          <ul className={styles.list}>
            {verdict.missing.map(({ fact, reason }) => (
              <li key={fact}>
                {readable(fact, 100)}: {say(`report:unknown.${reason}`)}
              </li>
            ))}
          </ul>
        </section>
      )}
      <Remedies remedies={verdict.remedies} />
      {findings.length > 0 && (
        <section className={styles.part}>
          <h3>{t('app-technician:verdict.findings')}</h3>
          <ul className={styles.list}>
            {findings.map(({ code, params }) => (
              <li key={`${code} ${JSON.stringify(params)}`}>{say(`probe:${code}`, params)}</li>
            ))}
          </ul>
        </section>
      )}
      <ChainFigure svg={picture} />
    </div>
  );
}

/** The unit's own words; where the date check changes nothing, once for both. */
function DeviceWords({ verdict: { outcomes } }: { readonly verdict: Verdict }) {
  const { t } = useTexts();
  const [first, second] = outcomes.map(({ outcome }) => JSON.stringify(outcome));
  const isSame = outcomes.length > 1 && first === second;
  const shown = isSame ? outcomes.slice(0, 1) : outcomes;
  return shown.map(({ dateCheck, outcome }) => (
    <section key={String(dateCheck)} className={styles.part}>
      <h3>{t(`app-technician:verdict.with-dates.${isSame ? 'either' : dateCheck ? 'on' : 'off'}`)}</h3>
      {outcome.accepted ? (
        <p>{t('app-technician:verdict.accepts')}</p>
      ) : (
        <>
          <p>
            {t('app-technician:verdict.refuses', {
              code: `-${hexNumber(outcome.code)}`,
              flags: hexNumber(outcome.flags),
            })}
          </p>
          {outcome.logLines.length > 0 && (
            <pre className={styles.quote}>{outcome.logLines.map((line) => readable(line, 300)).join('\n')}</pre>
          )}
        </>
      )}
    </section>
  ));
}
