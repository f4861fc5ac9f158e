import type { UnitEntity } from '../../../../electron/contract/state.ts';
import type { RecoveryPlan } from '../../../../electron/core/plan/plan.ts';
import { useAction, useHost } from '../../../bridge/host-context.tsx';
import type { TextKey } from '../../../texts/app-texts.ts';
import { useTexts } from '../../../texts/texts.tsx';
import { Button } from '../../../ui/Button.tsx';
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { Progress } from '../../../ui/Progress.tsx';
import { Muted, Row } from '../../../ui/Stack.tsx';
import { Part } from '../unit/Part.tsx';
import { StepList } from './StepList.tsx';

/** The work while it runs: which step, how far, how fast, how long still. */
export function WorkSection({ unit, plan }: { readonly unit: UnitEntity; readonly plan: RecoveryPlan | undefined }) {
  const { t, say } = useTexts();
  const host = useHost();
  const stop = useAction(() => host.ask('unit.stop', { unit: unit.id }));
  const { progress } = unit;
  const single = nameOfSingle(unit);
  const step =
    progress && (single ? t(single) : say(`report:step.${progress.step.kind}`, { target: progress.step.target }));
  return (
    <Part name="work" title={t('app-technician:part.work')}>
      <p role="status">
        {progress === undefined || single !== undefined
          ? (step ?? t('app-technician:work.starting'))
          : t('app-technician:work.step', { number: progress.step.index + 1, count: progress.step.count, step })}
      </p>
      {progress !== undefined && (
        <Progress
          label={step ?? ''}
          done={progress.done}
          total={progress.total}
          bytesPerSecond={progress.bytesPerSecond}
          secondsLeft={progress.secondsLeft}
        />
      )}
      {progress?.retry !== undefined && (
        <Notice tone="warn" live title={t('app-technician:work.retry', { attempt: progress.retry.attempt })}>
          <p>{t('app-technician:work.retry-why', { code: progress.retry.code })}</p>
          {progress.retry.needs === 'button' && <p>{t('app-technician:work.hold-button')}</p>}
        </Notice>
      )}
      {plan !== undefined && progress !== undefined && single === undefined && (
        <StepList plan={plan} current={progress.step.index} />
      )}
      <Row>
        <Button onPress={() => stop.run()} isPending={stop.isRunning}>
          {t('app-technician:work.stop')}
        </Button>
        {single === undefined && <Muted>{t('app-technician:work.stop-hint')}</Muted>}
      </Row>
      {stop.error !== undefined && <ErrorNotice error={stop.error} />}
    </Part>
  );
}

/** Work that is one step and has no plan, by its own name. */
function nameOfSingle({ progress }: UnitEntity): TextKey | undefined {
  if (progress?.step.count !== 1) return undefined;
  const { kind } = progress.step;
  return kind === 'inspect' || kind === 'listen' || kind === 'backup' || kind === 'restore'
    ? `app-technician:work.single.${kind}`
    : undefined;
}
