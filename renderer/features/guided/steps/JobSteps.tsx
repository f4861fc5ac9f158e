import { useState } from 'react';
import type { UnitEntity } from '../../../../electron/contract/state.ts';
import { useAction, useHost } from '../../../bridge/host-context.tsx';
import { useTexts } from '../../../texts/texts.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { Progress } from '../../../ui/Progress.tsx';
import { isWireless, slowTransfer } from '../../nearby/unit-channel.ts';
import { asksForButton } from '../button-fault.ts';
import styles from '../Guided.module.css';
import { GuidePicture } from '../GuidePicture.tsx';
import { useGuidedView } from '../guided-context.tsx';
import type { GuidedMemory } from '../guided-memory.ts';
import { type JobShare, jobShare } from '../job-share.ts';
import { Question } from '../Question.tsx';
import { useOnce } from '../use-repeating.ts';
import { PlainTrouble } from './TroubleStep.tsx';

/** The job runs. */
export function RepairingStep({ unit }: { readonly unit: UnitEntity }) {
  const { t, say, has } = useTexts();
  const { product, memory } = useGuidedView();
  const { progress } = unit;
  const share = useJobShare(unit);
  const kind = `app-guided:repairing.now.${progress?.step.kind ?? 'begin'}`;
  const wasHeld = wasButtonHeld(memory, unit);
  // It was let go for the start that was watched; the look afterwards needs the loader once more.
  const isHeldAgain = wasHeld && progress?.step.kind === 'reconnect';
  const isInAir = isWireless(unit);
  const needsButton = progress?.retry?.needs === 'button';
  const picture = isInAir
    ? 'nearby'
    : isHeldAgain || needsButton
      ? 'hold-boot'
      : wasHeld && progress
        ? 'release-boot'
        : 'connected';
  return (
    <Question
      picture={<GuidePicture id={picture} chip={unit.chip} />}
      title={t('app-guided:repairing.title', { product })}
      unit={unit.id}
    >
      {needsButton ? (
        // Nothing is written now, and pulling the cable is one of the ways: "do not unplug" would contradict it.
        <Notice tone="brand" live title={t('app-guided:repairing.hold-needed', { product })} />
      ) : (
        <Notice
          tone="warn"
          title={t(isInAir ? 'app-nearby:guided.found.hold' : 'app-guided:repairing.hold', { product })}
        />
      )}
      {wasHeld && progress && !needsButton && (
        <p>{isHeldAgain ? t('app-guided:repairing.hold-again', { product }) : t('app-guided:repairing.let-go')}</p>
      )}
      <Progress
        isBig
        label={has(kind) ? say(kind) : t('app-guided:repairing.label')}
        done={share * 1000}
        total={progress === undefined ? 0 : 1000}
        secondsLeft={progress?.secondsLeft}
      />
      {slowTransfer(unit) !== undefined && <FasterWay unit={unit} />}
      {progress?.retry !== undefined && !needsButton && (
        <p className={styles.hint}>{t('app-guided:repairing.retry')}</p>
      )}
    </Question>
  );
}

/** Over Bluetooth a transfer may take half an hour: the unit's Wi-Fi is offered, and what was sent counts there too. */
function FasterWay({ unit }: { readonly unit: UnitEntity }) {
  const { t } = useTexts();
  const { choose } = useGuidedView();
  return (
    <Notice tone="brand">
      <p>{t('app-nearby:guided.found.slow')}</p>
      <Button onPress={() => choose({ kind: 'wifi', unit: unit.id })}>
        {t('app-nearby:guided.found.slow-button')}
      </Button>
    </Notice>
  );
}

/** The share of the job that is shown: it never goes back. */
function useJobShare({ progress }: UnitEntity): number {
  const [kept, setShare] = useState<JobShare>();
  const [seen, setSeen] = useState(progress);
  if (progress !== seen || (progress !== undefined && kept === undefined)) {
    setSeen(progress);
    if (progress !== undefined) setShare(jobShare(kept, progress));
  }
  return kept?.share ?? 0;
}

/** The cable was pulled in mid-work. */
export function UnpluggedStep({ unit }: { readonly unit: UnitEntity }) {
  const { t } = useTexts();
  const { product } = useGuidedView();
  const isPartial = unit.unitState === 'partial';
  return (
    <Question
      picture={<GuidePicture id="plug-in" chip={unit.chip} />}
      title={t('app-guided:unplugged.title', { product })}
      text={t(isPartial ? 'app-guided:unplugged.partial' : 'app-guided:unplugged.text', { product })}
      unit={unit.id}
    />
  );
}

/** It is back, or an earlier job was left unfinished. By itself only once, so that nothing goes round in circles. */
export function ResumeStep({ unit, auto }: { readonly unit: UnitEntity; readonly auto: boolean }) {
  const { t } = useTexts();
  const { product, memory } = useGuidedView();
  const host = useHost();
  const isHeld = wasButtonHeld(memory, unit);
  const isWhole = unit.unitState !== undefined && bootable.has(unit.unitState);
  const resuming = useAction(() => host.ask('unit.resume', { unit: unit.id }));
  useOnce(() => void resuming.run(), unit.id, auto);
  if (resuming.error !== undefined) {
    return <PlainTrouble error={resuming.error} unit={unit} onAgain={() => void resuming.run()} />;
  }
  return (
    <Question
      picture={<GuidePicture id={isHeld ? 'hold-boot' : isWireless(unit) ? 'nearby' : 'connected'} chip={unit.chip} />}
      title={t(auto ? 'app-guided:resume.auto' : 'app-guided:resume.title')}
      text={t(isWhole ? 'app-guided:resume.whole' : 'app-guided:resume.text', { product })}
      unit={unit.id}
      actions={
        <Button look="main" size="big" isPending={resuming.isRunning} onPress={() => void resuming.run()}>
          {t('app-guided:resume.button')}
        </Button>
      }
    >
      {isHeld && <Notice tone="brand" title={t('app-guided:resume.hold', { product })} />}
    </Question>
  );
}

/** Something whole starts on it, the old or the new. */
const bootable: ReadonlySet<string> = new Set(['untouched', 'old-boots', 'staged', 'new-unconfirmed', 'new-boots']);

function wasButtonHeld({ button }: GuidedMemory, { target }: UnitEntity): boolean {
  return button?.target === target && asksForButton(button.fault);
}
