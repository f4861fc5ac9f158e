import type { UnitFacts } from '../../../../electron/core/inspect/facts.ts';
import { mapOfFacts } from '../../../../electron/core/records/report/flash-map.ts';
import { useTexts } from '../../../texts/texts.tsx';
import { Fold } from '../../../ui/Fold.tsx';
import { Muted } from '../../../ui/Stack.tsx';
import { Part } from '../unit/Part.tsx';
import { FlashFigure } from './FlashFigure.tsx';
import { RegionTable } from './RegionTable.tsx';

/** What lies where, to scale, and as a table. */
export function FlashSection({ facts }: { readonly facts: UnitFacts }) {
  const { t } = useTexts();
  const map = mapOfFacts(facts);
  if (map.regions.length === 0) {
    return (
      <Part name="flash" title={t('app-technician:part.flash')}>
        <Muted>{t('app-technician:flash.no-table')}</Muted>
      </Part>
    );
  }
  return (
    <Part name="flash" title={t('app-technician:part.flash')}>
      <FlashFigure map={map} caption={t('app-technician:flash.caption')} />
      <Fold title={t('app-technician:flash.as-table')}>
        <RegionTable regions={map.regions} caption={t('app-technician:flash.as-table')} />
      </Fold>
    </Part>
  );
}
