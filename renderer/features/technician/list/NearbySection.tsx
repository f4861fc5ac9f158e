import { useState } from 'react';
import type { UnitEntity } from '../../../../electron/contract/state.ts';
import { useEntities, useEntity } from '../../../bridge/host-context.tsx';
import { useTexts } from '../../../texts/texts.tsx';
import { Fold } from '../../../ui/Fold.tsx';
import { Section } from '../../../ui/Section.tsx';
import { Muted } from '../../../ui/Stack.tsx';
import { Toggle } from '../../../ui/Toggle.tsx';
import { inReach } from '../../nearby/in-reach.ts';
import { RadioNotice, radioTrouble } from '../../nearby/RadioNotice.tsx';
import { useLooking } from '../../nearby/use-looking.ts';
import styles from './list.module.css';
import { NearbyRow } from './NearbyRow.tsx';
import { QrForm, SoftApForm } from './WirelessForms.tsx';

/** Units without a cable: what is in reach of Bluetooth, live while somebody looks, and the two ways without a list. */
export function NearbySection({ openTargets }: { readonly openTargets: ReadonlyMap<string, UnitEntity> }) {
  const { t } = useTexts();
  const [isLooking, setLooking] = useState(false);
  const [tries, setTries] = useState(0);
  useLooking(isLooking, tries);
  const radio = useEntity('radio');
  const { units, others } = inReach(useEntities('nearby'));
  const hasTrouble = isLooking && radioTrouble(radio) !== undefined;
  return (
    <Section
      title={t('app-nearby:technician.title')}
      aside={
        <Toggle isOn={isLooking} onChange={setLooking}>
          {t('app-nearby:technician.look')}
        </Toggle>
      }
    >
      {radio !== undefined && hasTrouble && <RadioNotice radio={radio} onAgain={() => setTries(tries + 1)} />}
      {(isLooking || units.length > 0) && !hasTrouble && (
        <p role="status" className={styles.count}>
          {t('app-nearby:technician.count', { count: units.length })}
        </p>
      )}
      {units.length > 0 && (
        <ul className={styles.list}>
          {units.map((unit) => (
            <NearbyRow key={unit.id} nearby={unit} unit={openTargets.get(unit.id)} />
          ))}
        </ul>
      )}
      {units.length === 0 && !hasTrouble && <Muted>{t('app-nearby:technician.none')}</Muted>}
      {others.length > 0 && (
        <Fold title={t('app-nearby:technician.others')}>
          <ul className={styles.list}>
            {others.map((unit) => (
              <NearbyRow key={unit.id} nearby={unit} unit={openTargets.get(unit.id)} />
            ))}
          </ul>
        </Fold>
      )}
      <Fold title={t('app-nearby:technician.softap')}>
        <SoftApForm />
      </Fold>
      <Fold title={t('app-nearby:technician.qr')}>
        <QrForm />
      </Fold>
    </Section>
  );
}
