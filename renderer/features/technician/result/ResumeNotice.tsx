import type { UnitEntity } from '../../../../electron/contract/state.ts';
import { useAction, useHost } from '../../../bridge/host-context.tsx';
import { useTexts } from '../../../texts/texts.tsx';
import { Button } from '../../../ui/Button.tsx';
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx';
import { Notice } from '../../../ui/Notice.tsx';

/** What the unit is like while its old firmware surely starts. */
const harmless: ReadonlySet<UnitEntity['unitState']> = new Set(['untouched', 'old-boots', 'staged']);

/** An unfinished job waits: nothing else helps this unit as much. */
export function ResumeNotice({ unit }: { readonly unit: UnitEntity }) {
  const { t } = useTexts();
  const host = useHost();
  const resume = useAction(() => host.ask('unit.resume', { unit: unit.id }));
  return (
    <>
      <Notice tone="warn" title={t('app-technician:resume.waits')}>
        <p>{t(harmless.has(unit.unitState) ? 'app-technician:resume.starts' : 'app-technician:resume.what')}</p>
        <Button look="main" onPress={() => resume.run()} isPending={resume.isRunning}>
          {t('app-technician:resume.go-on')}
        </Button>
      </Notice>
      {resume.error !== undefined && <ErrorNotice error={resume.error} />}
    </>
  );
}
