import { useState } from 'react';
import type { UnitEntity } from '../../../../electron/contract/state.ts';
import type { RecoveryPlan } from '../../../../electron/core/plan/plan.ts';
import { useAction, useControl, useEntity, useHost } from '../../../bridge/host-context.tsx';
import { useTexts } from '../../../texts/texts.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { readable } from '../../../ui/Untrusted.tsx';
import { isWireless } from '../../nearby/unit-channel.ts';
import { asksForButton } from '../button-fault.ts';
import styles from '../Guided.module.css';
import { GuidePicture } from '../GuidePicture.tsx';
import { useGuidedView } from '../guided-context.tsx';
import { Question } from '../Question.tsx';
import { PlainTrouble } from './TroubleStep.tsx';

/** What will happen, what stays, how long it takes; one button. */
export function RepairStep({ unit, plan }: { readonly unit: UnitEntity; readonly plan: RecoveryPlan }) {
  const { t } = useTexts();
  const { product, memory } = useGuidedView();
  const repair = useRepair(unit, plan);
  const isHeld = memory.button?.target === unit.target && asksForButton(memory.button.fault);
  if (repair.error !== undefined) {
    return <PlainTrouble error={repair.error} unit={unit} onAgain={() => void repair.run()} />;
  }
  return (
    <Question
      picture={<GuidePicture id={isHeld ? 'hold-boot' : isWireless(unit) ? 'nearby' : 'connected'} chip={unit.chip} />}
      title={t('app-guided:repair.title', { product })}
      unit={unit.id}
      actions={
        <Button look="main" size="big" isPending={repair.isRunning} onPress={() => void repair.run()}>
          {t(repair.isRunning ? 'app-guided:repair.starting' : 'app-guided:repair.button')}
        </Button>
      }
    >
      <Promises plan={plan} isWireless={isWireless(unit)} />
      {isHeld && <Notice tone="brand" title={t('app-guided:repair.hold-again', { product })} />}
      <Confirmations plan={plan} />
      {repair.isDeclined && (
        <Notice tone="idle" live>
          <p>{t('app-guided:repair.declined')}</p>
        </Notice>
      )}
    </Question>
  );
}

/** Asks for the ticket where the plan needs one, which only the window's owner can give. */
function useRepair(unit: UnitEntity, { hash, confirmations }: RecoveryPlan) {
  const { t } = useTexts();
  const host = useHost();
  const control = useControl();
  const settings = useEntity('settings');
  const [isDeclined, setDeclined] = useState(false);
  const operator = settings?.operator.trim() || t('app-guided:operator');
  const action = useAction(async () => {
    setDeclined(false);
    const needsTicket = confirmations.length > 0;
    const ticket = needsTicket ? (await control('ask-ticket', { planHash: hash })).ticket : undefined;
    if (needsTicket && ticket === undefined) return setDeclined(true);
    await host.ask('unit.recover', {
      unit: unit.id,
      planHash: hash,
      operator,
      ...(ticket !== undefined && { ticket }),
    });
  });
  return { ...action, isDeclined };
}

function Promises({ plan, isWireless: isInAir }: { readonly plan: RecoveryPlan; readonly isWireless: boolean }) {
  const { t } = useTexts();
  // Without a cable nothing but the unit's other slot can be written.
  const keeps = isInAir || plan.preserved.some(({ partition }) => /nvs/i.test(partition));
  return (
    <ul className={styles.promises}>
      <li>{t('app-guided:repair.happens', { version: readable(plan.release.version, 40) })}</li>
      {keeps && <li>{t('app-guided:repair.kept')}</li>}
      <li>{t('app-guided:repair.minutes', { count: Math.max(1, Math.ceil(plan.estimate.seconds / 60)) })}</li>
    </ul>
  );
}

function Confirmations({ plan: { confirmations } }: { readonly plan: RecoveryPlan }) {
  const { t, say } = useTexts();
  const { product } = useGuidedView();
  if (confirmations.length === 0) return null;
  return (
    <Notice tone="warn" title={t('app-guided:repair.confirm.title')}>
      {confirmations.map((code) => (
        <p key={code}>{say(`app-guided:repair.confirm.${code}`, { product })}</p>
      ))}
      <p>{t('app-guided:repair.confirm.asked')}</p>
    </Notice>
  );
}
