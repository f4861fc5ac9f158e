import type { UnitFacts } from '../../../../electron/core/inspect/facts.ts';
import { runningVersion } from '../../../../electron/core/records/record-summary.ts';
import { useTexts } from '../../../texts/texts.tsx';
import { FactRow, Facts } from '../../../ui/Facts.tsx';
import { Untrusted } from '../../../ui/Untrusted.tsx';
import { Part } from '../unit/Part.tsx';
import { EvidenceTable } from './EvidenceTable.tsx';
import { FactText } from './FactText.tsx';
import styles from './facts.module.css';
import { OtadataTable } from './OtadataTable.tsx';
import { SlotTable } from './SlotTable.tsx';

/** What runs, how that is known, and what else lies in the slots. */
export function FirmwareSection({ facts }: { readonly facts: UnitFacts }) {
  const { t } = useTexts();
  const { layout, bootloader } = facts;
  const version = runningVersion(facts);
  return (
    <Part name="firmware" title={t('app-technician:part.firmware')}>
      <div className={styles.lead}>
        <p className={styles.version}>
          {version === undefined ? t('app-technician:firmware.no-version') : <Untrusted text={version} length={80} />}
        </p>
        <p>
          {layout.runningSlot.known ? (
            <>
              {t('app-technician:firmware.runs-from', { slot: layout.runningSlot.value })}:{' '}
              {t(`app-technician:slot-evidence.${layout.runningSlotEvidence}`)}
            </>
          ) : (
            t('app-technician:firmware.no-slot')
          )}
        </p>
      </div>
      <h3>{t('app-technician:firmware.evidence')}</h3>
      <EvidenceTable facts={facts} />
      <h3>{t('app-technician:firmware.slots')}</h3>
      <SlotTable facts={facts} />
      <h3>{t('app-technician:otadata.title')}</h3>
      <OtadataTable otadata={layout.otadata} />
      <Facts>
        <FactRow name={t('app-technician:firmware.over-the-air')}>
          <FactText
            fact={layout.canUpdateOverTheAir}
            show={(can) => t(`app-technician:can-update.${can ? 'yes' : 'no'}`)}
          />
        </FactRow>
        <FactRow name={t('app-technician:firmware.bootloader')}>
          <FactText fact={bootloader.idfVersion} />
        </FactRow>
      </Facts>
    </Part>
  );
}
