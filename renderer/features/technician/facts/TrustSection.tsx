import type { TrustFacts, UnitFacts } from '../../../../electron/core/inspect/facts.ts';
import { useTexts } from '../../../texts/texts.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { Muted } from '../../../ui/Stack.tsx';
import { readable } from '../../../ui/Untrusted.tsx';
import { Part } from '../unit/Part.tsx';
import { AnchorTable } from './AnchorTable.tsx';
import styles from './facts.module.css';
import { Identities } from './Identities.tsx';

/** What the unit trusts, and how it looks at certificates. */
export function TrustSection({ facts }: { readonly facts: UnitFacts }) {
  const { t, say } = useTexts();
  const { trust } = facts;
  return (
    <Part name="trust" title={t('app-technician:part.trust')}>
      <DateCheck trust={trust} />
      {!trust.complete && (
        <Notice tone="warn">
          <p>{say('report:trust.incomplete')}</p>
        </Notice>
      )}
      {trust.anchors.length === 0 ? <Muted>{say('report:trust.none')}</Muted> : <AnchorTable anchors={trust.anchors} />}
      {trust.hosts.length > 0 && <p>{say('report:trust.hosts', { hosts: hostNames(trust) })}</p>}
      <Identities identities={trust.identities ?? []} />
    </Part>
  );
}

function hostNames({ hosts }: TrustFacts): string {
  return hosts
    .slice(0, 20)
    .map((host) => readable(host, 120))
    .join(', ');
}

/** Whether dates count for this firmware, how that is known, and what else hints at it. */
function DateCheck({ trust }: { readonly trust: TrustFacts }) {
  const { t, say } = useTexts();
  const { dateCheck, dateCheckEvidence, mbedTlsVersion, tls } = trust;
  const buffer = tls?.inputBuffer;
  return (
    <>
      <p>
        {say(`report:trust.date-check.${dateCheck.known ? dateCheck.value : 'unknown'}`)}{' '}
        {say(`report:trust.date-check-evidence.${dateCheckEvidence}`)}
      </p>
      <ul className={styles.notes}>
        {tls?.explainsRefusals && <li>{t('app-technician:trust.explains-refusals')}</li>}
        {tls?.setsClock && <li>{t('app-technician:trust.sets-clock')}</li>}
        {mbedTlsVersion.known && <li>{say('report:trust.mbedtls', { version: mbedTlsVersion.value })}</li>}
        {buffer?.known && <li>{say('report:trust.buffer', { bytes: buffer.value })}</li>}
      </ul>
    </>
  );
}
