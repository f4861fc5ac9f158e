import { hexNumber } from '../../../../electron/core/bytes/hex.ts';
import type { UnitFacts } from '../../../../electron/core/inspect/facts.ts';
import { formatMoment, formatSize } from '../../../../electron/core/records/report/report-texts.ts';
import { useTexts } from '../../../texts/texts.tsx';
import { FactRow, Facts } from '../../../ui/Facts.tsx';
import { readable, Untrusted } from '../../../ui/Untrusted.tsx';
import { Part } from '../unit/Part.tsx';
import { FactText } from './FactText.tsx';
import styles from './facts.module.css';

/** Which unit this is, what its chip allows, and how the product was recognised. */
export function IdentitySection({ facts }: { readonly facts: UnitFacts }) {
  const { t, say } = useTexts();
  const { chip, security } = facts;
  return (
    <Part name="unit" title={t('app-technician:part.unit')}>
      <Facts>
        <FactRow name={t('app-technician:identity.product')}>
          <Product facts={facts} />
        </FactRow>
        <FactRow name={t('app-technician:identity.mac')}>
          <FactText fact={chip.mac} show={(mac) => <code>{mac}</code>} />
        </FactRow>
        <FactRow name={t('app-technician:identity.chip')}>
          {chip.family}{' '}
          <FactText fact={chip.revision} show={(revision) => `v${Math.floor(revision / 100)}.${revision % 100}`} />
          <span className={styles.small}>
            <Untrusted text={chip.features.join(', ')} />
          </span>
        </FactRow>
        <FactRow name={t('app-technician:identity.flash')}>
          <FactText fact={chip.flashSize} show={formatSize} />
          <span className={styles.small}>
            <FactText fact={chip.flashId} show={(id) => hexNumber(id, 6)} />
          </span>
        </FactRow>
        <FactRow name={t('app-technician:identity.flash-encryption')}>
          <FactText fact={security.flashEncryption} show={(state) => t(`app-technician:flash-encryption.${state}`)} />
        </FactRow>
        <FactRow name={t('app-technician:identity.secure-boot')}>
          <FactText fact={security.secureBoot} show={(state) => t(`app-technician:secure-boot.${state}`)} />
        </FactRow>
        <FactRow name={t('app-technician:identity.download-mode')}>
          <FactText fact={security.downloadMode} show={(state) => t(`app-technician:download-mode.${state}`)} />
        </FactRow>
        <FactRow name={t('app-technician:identity.secure-version')}>
          <FactText fact={security.secureVersion} />
        </FactRow>
        <FactRow name={t('app-technician:identity.channel')}>{say(`report:channel.${facts.channel}`)}</FactRow>
        <FactRow name={t('app-technician:identity.read-at')}>{formatMoment(facts.readAt)}</FactRow>
      </Facts>
    </Part>
  );
}

function Product({ facts: { product } }: { readonly facts: UnitFacts }) {
  const { t } = useTexts();
  if (!product.id.known) return <span className={styles.unknown}>{t('app-technician:identity.no-product')}</span>;
  const evidence = product.evidence.map(
    ({ kind, detail }) => `${t(`app-technician:product-evidence.${kind}`)} (${readable(detail, 40)})`,
  );
  return (
    <>
      <Untrusted text={product.id.value} length={100} />
      <span className={styles.small}>
        {t(`app-technician:confidence.${product.confidence}`)}
        {evidence.length > 0 && (
          <>
            : <Untrusted text={evidence.join(', ')} />
          </>
        )}
      </span>
    </>
  );
}
