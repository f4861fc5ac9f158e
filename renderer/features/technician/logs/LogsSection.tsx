import type { UnitEntity } from '../../../../electron/contract/state.ts';
import { useTexts } from '../../../texts/texts.tsx';
import { Fold } from '../../../ui/Fold.tsx';
import { Part } from '../unit/Part.tsx';
import { BootLog } from './BootLog.tsx';
import { WireLog } from './WireLog.tsx';

/** What the unit printed, and what went over the line: commands and sizes, never content. */
export function LogsSection({ unit }: { readonly unit: UnitEntity }) {
  const { t } = useTexts();
  return (
    <Part name="logs" title={t('app-technician:part.logs')}>
      <Fold title={t('app-technician:boot-log.title')}>
        <BootLog unit={unit} />
      </Fold>
      <Fold title={t('app-technician:wire.title')}>
        <WireLog unit={unit} />
      </Fold>
    </Part>
  );
}
