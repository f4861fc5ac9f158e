import type { UnitEntity } from '../../../../electron/contract/state.ts';
import { useAction, useHost } from '../../../bridge/host-context.tsx';
import { useTexts } from '../../../texts/texts.tsx';
import { Button } from '../../../ui/Button.tsx';
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx';
import { Fold } from '../../../ui/Fold.tsx';
import { Muted, Row } from '../../../ui/Stack.tsx';
import { Part } from '../unit/Part.tsx';
import { BackupList } from './BackupList.tsx';

/** What can be done besides recovering: keep the flash, put it back, restart and listen. */
export function CareSection({ unit, isBusy }: { readonly unit: UnitEntity; readonly isBusy: boolean }) {
  const { t } = useTexts();
  const host = useHost();
  const backup = useAction(() => host.ask('unit.backup', { unit: unit.id }));
  const listen = useAction(() => host.ask('unit.listen', { unit: unit.id }));
  const error = backup.error ?? listen.error;
  return (
    <Part name="care" title={t('app-technician:part.care')}>
      <Muted>{t('app-technician:care.lead')}</Muted>
      <Row>
        <Button isDisabled={isBusy} isPending={backup.isRunning} onPress={() => backup.run()}>
          {t('app-technician:care.backup')}
        </Button>
        <Button isDisabled={isBusy} isPending={listen.isRunning} onPress={() => listen.run()}>
          {t('app-technician:care.listen')}
        </Button>
      </Row>
      {error !== undefined && <ErrorNotice error={error} />}
      <Fold title={t('app-technician:care.backups')}>
        <BackupList unit={unit} isBusy={isBusy} />
      </Fold>
    </Part>
  );
}
