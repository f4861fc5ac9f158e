import { useState } from 'react';
import type { ReleaseEntity, UnitEntity } from '../../../../electron/contract/state.ts';
import { useDocument, useEntity, useHost } from '../../../bridge/host-context.tsx';
import { useTexts } from '../../../texts/texts.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Mark } from '../../../ui/Mark.tsx';
import { readable } from '../../../ui/Untrusted.tsx';
import { useGuidedView } from '../guided-context.tsx';
import { Question } from '../Question.tsx';
import { readyView } from '../ready-view.ts';
import { CheckingStep } from './CheckingStep.tsx';
import { RepairStep } from './RepairStep.tsx';
import { PlainTrouble } from './TroubleStep.tsx';

/** It was read: what can be done with it. To be keyed by unit and revision: no plan of another one may stand here. */
export function ReadyStep({ unit, release }: { readonly unit: UnitEntity; readonly release: ReleaseEntity }) {
  const host = useHost();
  const fullBackup = useEntity('settings')?.fullBackup ?? true;
  const [isWanted, setWanted] = useState(false);
  const question = { unit: unit.id, release: release.id, mode: 'guided', fullBackup } as const;
  const planned = useDocument('unit.plan', question, unit.revision);
  const again = () => void host.ask('unit.inspect', { unit: unit.id }).catch(() => {});
  if (planned.status === 'failed') return <PlainTrouble error={planned.error} unit={unit} onAgain={again} />;
  if (planned.value === undefined) return <CheckingStep unit={unit} letGo={false} />;
  const view = readyView(unit, release, planned.value);
  if (view.kind === 'refused') return <PlainTrouble error={view} unit={unit} onAgain={again} />;
  if (view.kind === 'runs-it') return <CurrentView unit={unit} />;
  if (view.kind === 'current' && !isWanted) return <CurrentView unit={unit} onWanted={() => setWanted(true)} />;
  return <RepairStep unit={unit} plan={view.plan} />;
}

interface CurrentViewProps {
  readonly unit: UnitEntity;
  /** The person wants it written once more, where that can be done. */
  readonly onWanted?: () => void;
}

function CurrentView({ unit, onWanted }: CurrentViewProps) {
  const { t } = useTexts();
  const { product } = useGuidedView();
  const host = useHost();
  const close = () => void host.ask('unit.close', { unit: unit.id }).catch(() => {});
  return (
    <Question
      hero={<Mark tone="good" size={72} />}
      title={t('app-guided:current.title', { product })}
      text={t('app-guided:current.text', { version: readable(unit.version ?? '', 40) })}
      unit={unit.id}
      actions={
        <>
          <Button look="main" size="big" onPress={close}>
            {t('app-guided:current.button')}
          </Button>
          {onWanted && (
            <Button look="quiet" onPress={onWanted}>
              {t('app-guided:current.again')}
            </Button>
          )}
        </>
      }
    />
  );
}
