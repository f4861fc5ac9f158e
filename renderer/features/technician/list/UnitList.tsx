import { useEntities } from '../../../bridge/host-context.tsx';
import { useTexts } from '../../../texts/texts.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { Section } from '../../../ui/Section.tsx';
import { Muted, Page } from '../../../ui/Stack.tsx';
import styles from './list.module.css';
import { NearbySection } from './NearbySection.tsx';
import { PortRow } from './PortRow.tsx';
import { UnitRow } from './UnitRow.tsx';

/** What is plugged in now, and which units are open. */
export function UnitList() {
  const { t } = useTexts();
  // That nothing is there is told by the list itself; the questions that find out why are asked in Guided.
  const ports = Object.values(useEntities('ports')).filter(({ diagnosis }) => diagnosis.code !== 'nothing-enumerates');
  const units = Object.values(useEntities('units'));
  const openTargets = new Map(units.map((unit) => [unit.target, unit]));
  return (
    <Page>
      <h1>{t('app-technician:title')}</h1>
      <Muted>{t('app-technician:list.lead')}</Muted>
      {units.length > 0 && (
        <Section title={t('app-technician:list.units')}>
          <ul className={styles.list}>
            {units.map((unit) => (
              <UnitRow key={unit.id} unit={unit} />
            ))}
          </ul>
        </Section>
      )}
      <Section title={t('app-technician:list.ports')}>
        <p role="status" className={styles.count}>
          {t('app-technician:list.count', { count: ports.length })}
        </p>
        {ports.length === 0 ? (
          <Notice tone="brand" title={t('app-technician:list.none')}>
            <p>{t('app-technician:list.none-next')}</p>
          </Notice>
        ) : (
          <ul className={styles.list}>
            {ports.map((port) => (
              <PortRow key={port.id} port={port} unit={openTargets.get(port.id)} />
            ))}
          </ul>
        )}
      </Section>
      <NearbySection openTargets={openTargets} />
    </Page>
  );
}
