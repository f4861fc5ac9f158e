import type { Explanation, Observation } from '../../../../electron/core/explain/explanation.ts';
import { useTexts } from '../../../texts/texts.tsx';
import { Commands } from '../../../ui/Commands.tsx';
import { Fold } from '../../../ui/Fold.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { Muted } from '../../../ui/Stack.tsx';
import { readable } from '../../../ui/Untrusted.tsx';
import styles from './verdict.module.css';

const shownCauses = 4;

/** Causes, the likeliest first, the one thing to ask for, and every line that says something. */
export function ExplanationView({ explanation }: { readonly explanation: Explanation }) {
  const { t, say } = useTexts();
  const { causes, observations, ask } = explanation;
  return (
    <div className={styles.view}>
      <section className={styles.part}>
        <h3>{say('explain:causes')}</h3>
        {causes.length === 0 && <Muted>{t('app-technician:log.no-cause')}</Muted>}
        {causes.slice(0, shownCauses).map(({ code, weight, because }) => (
          <div key={code} className={styles.cause}>
            <span>
              <Weight weight={weight} /> {t('app-technician:log.weight', { weight })}
            </span>
            <span>
              {say(`explain:cause.${code}`)}
              <span className={styles.small}>
                {say('explain:because', {
                  count: because.length,
                  lines: because.flatMap((index) => observations[index]?.line ?? []).join(', '),
                })}
              </span>
            </span>
          </div>
        ))}
      </section>
      <Notice tone="brand" live title={say('explain:next')}>
        <p>
          <Commands text={say(`explain:ask.${ask.code}`)} />
        </p>
        {ask.params.host !== undefined && <p>{say('explain:host', { host: ask.params.host })}</p>}
        {ask.params.dates !== undefined && <p>{say('explain:dates-on')}</p>}
      </Notice>
      <Fold title={t('app-technician:log.lines', { count: observations.length })}>
        <ul className={styles.list}>
          {observations.map((observation) => (
            <ObservationText key={`${observation.code} ${observation.line}`} observation={observation} />
          ))}
        </ul>
      </Fold>
    </div>
  );
}

function Weight({ weight }: { readonly weight: number }) {
  return (
    <svg className={styles.weight} viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      <rect width="100" height="8" />
      <rect width={weight} height="8" />
    </svg>
  );
}

function ObservationText({ observation }: { readonly observation: Observation }) {
  const { say } = useTexts();
  const { line, count, code, text, proves, doesNotProve } = observation;
  const statements = (codes: readonly string[]) => codes.map((each) => say(`explain:statement.${each}`)).join('; ');
  return (
    <li>
      {say(`explain:observation.${code}`)}
      <pre className={styles.quote}>{readable(text, 200)}</pre>
      <span className={styles.small}>
        {say('explain:lines', { count, line, more: count - 1 })}
        {proves.length > 0 && `. ${say('explain:proves')}: ${statements(proves)}`}
        {doesNotProve.length > 0 && `. ${say('explain:does-not-prove')}: ${statements(doesNotProve)}`}
      </span>
    </li>
  );
}
