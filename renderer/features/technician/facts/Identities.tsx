import type { DeviceIdentity } from '../../../../electron/core/inspect/facts.ts';
import { formatDate } from '../../../../electron/core/records/report/report-texts.ts';
import { useTexts } from '../../../texts/texts.tsx';
import styles from './facts.module.css';

/** What the unit shows of itself to servers, and whether the key to it can be read. */
export function Identities({ identities }: { readonly identities: readonly DeviceIdentity[] }) {
  const { say } = useTexts();
  if (identities.length === 0) return null;
  return (
    <ul className={styles.notes}>
      {identities.map((identity) => (
        <li key={`${identity.partition} ${identity.layout}`}>{sentences(identity, say).join(' ')}</li>
      ))}
    </ul>
  );
}

function sentences(
  { partition, certificates, privateKeys }: DeviceIdentity,
  say: ReturnType<typeof useTexts>['say'],
): string[] {
  const own = certificates.find(({ role }) => role === 'device');
  return [
    say('report:trust.identity', {
      partition,
      certificates: say('report:trust.identity-certificates', { count: certificates.length }),
      keys: say('report:trust.identity-keys', { count: privateKeys.length }),
    }),
    ...(own === undefined
      ? []
      : [say('report:trust.identity-own', { subject: own.subject, date: formatDate(own.notAfter) })]),
    ...(privateKeys.includes('none') ? [say('report:trust.identity-open-key')] : []),
  ];
}
