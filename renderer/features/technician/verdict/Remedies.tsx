import type { AppendCertificates, Remedy } from '../../../../electron/core/trust/verdict.ts';
import { useTexts } from '../../../texts/texts.tsx';
import { Untrusted } from '../../../ui/Untrusted.tsx';
import styles from './verdict.module.css';

/** Of the roots to which a server could show a chain, the best stand first; a bundle holds more than anybody reads. */
const maxChains = 3;

/** What would help, best first. */
export function Remedies({ remedies }: { readonly remedies: readonly Remedy[] }) {
  const { t } = useTexts();
  if (remedies.length === 0) return null;
  const chains = remedies.filter(({ kind }) => kind === 'server-chain-to');
  const shown = remedies.filter((remedy) => remedy.kind !== 'server-chain-to' || chains.indexOf(remedy) < maxChains);
  const left = remedies.length - shown.length;
  return (
    <section className={styles.part}>
      <h3>{t('app-technician:remedy.title')}</h3>
      <ul className={styles.list}>
        {shown.map((remedy) => (
          <li key={JSON.stringify(remedy)}>
            <RemedyText remedy={remedy} />
          </li>
        ))}
        {left > 0 && <li>{t('app-technician:remedy.more', { count: left })}</li>}
      </ul>
    </section>
  );
}

function RemedyText({ remedy }: { readonly remedy: Remedy }) {
  const { t } = useTexts();
  if (remedy.kind === 'flash') return t('app-technician:remedy.flash');
  if (remedy.kind === 'server-chain-to') return t('app-technician:remedy.server-chain-to', { subject: remedy.subject });
  return <Append remedy={remedy} />;
}

/** What a server would have to change, one thing a sentence. */
function Append({ remedy }: { readonly remedy: AppendCertificates }) {
  const { t } = useTexts();
  const { issuer, certificates, leaveOut, onlyWithoutDateCheck } = remedy;
  return (
    <>
      {issuer ? t('app-technician:remedy.leaf-from', { ...issuer }) : t('app-technician:remedy.leaf-at-hand')}{' '}
      {certificates.length > 0 && (
        <>
          {t('app-technician:remedy.append')}
          <ol className={styles.list}>
            {certificates.map(({ sha256, subject, issuer: by }) => (
              <li key={sha256}>
                <Untrusted text={subject} length={200} />
                <span className={styles.small}>{t('app-technician:remedy.signed-by', { issuer: by })}</span>
              </li>
            ))}
          </ol>
        </>
      )}
      {leaveOut.length > 0 && t('app-technician:remedy.leave-out', { count: leaveOut.length })}{' '}
      {onlyWithoutDateCheck && t('app-technician:remedy.dates-off')}
    </>
  );
}
