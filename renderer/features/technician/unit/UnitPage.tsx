import { useEffect, useState } from 'react';
import type { UnitEntity } from '../../../../electron/contract/state.ts';
import { useDocument } from '../../../bridge/host-context.tsx';
import { useTexts } from '../../../texts/texts.tsx';
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx';
import { Progress } from '../../../ui/Progress.tsx';
import { Page } from '../../../ui/Stack.tsx';
import { codeQuestion, isWireless } from '../../nearby/unit-channel.ts';
import { CareSection } from '../care/CareSection.tsx';
import { KeysContext, keepKeysChoice, readKeysChoice } from '../keys/keys-context.tsx';
import { ShortcutLegend } from '../keys/ShortcutLegend.tsx';
import { LogsSection } from '../logs/LogsSection.tsx';
import { usePlan } from '../plan/use-plan.ts';
import { ResultSection } from '../result/ResultSection.tsx';
import { ResumeNotice } from '../result/ResumeNotice.tsx';
import { useVerdict } from '../verdict/use-verdict.ts';
import { ChannelSection } from '../wireless/ChannelSection.tsx';
import { CredentialsNotice, DowngradeNotice } from '../wireless/CredentialsNotice.tsx';
import { StationSection } from '../wireless/StationSection.tsx';
import { WorkSection } from '../work/WorkSection.tsx';
import { FactsParts } from './FactsParts.tsx';
import { LocalNav } from './LocalNav.tsx';
import { type PartName, parts } from './Part.tsx';
import { UnitHeader } from './UnitHeader.tsx';
import styles from './unit-page.module.css';
import { useFollowing } from './use-following.ts';

const beforeFacts: readonly PartName[] = ['unit', 'firmware', 'flash', 'trust', 'data', 'verdict', 'plan'];

/** Everything about one unit, on whatever channel it hangs: what it is, what is wrong, what can be done, what was done. */
export function UnitPage({ unit }: { readonly unit: UnitEntity }) {
  const [keysOn, setKeysOn] = useState(readKeysChoice);
  const isReading = unit.phase === 'connecting' || unit.phase === 'inspecting';
  const isWorking = unit.phase === 'working';
  const facts = useDocument(
    'unit.facts',
    isReading ? null : { unit: unit.id },
    useSettled(unit.revision, isWorking),
  ).value;
  const judging = useVerdict(unit.id);
  const planning = usePlan(unit.id);
  const hasEnded = unit.phase === 'finished' || unit.phase === 'failed';
  // A plan is for the unit as it was read: after a job it is nobody's any more.
  const { forget: forgetPlan } = planning;
  useEffect(() => {
    if (hasEnded) forgetPlan();
  }, [hasEnded, forgetPlan]);
  useFollowing(unit.phase, planning.plan !== undefined);
  const hasResult = unit.outcome !== undefined && !isWorking;
  const isBusy = isReading || isWorking;
  const isInAir = isWireless(unit);
  // Another way to the unit is what matters while one is in use, or has failed in mid-work.
  const isChannelFirst = isInAir && (isWorking || unit.canResume);
  const shown = parts.filter((name) => {
    if (name === 'work') return isWorking;
    if (name === 'result') return hasResult;
    if (name === 'channel' || name === 'station') return isInAir;
    // Nothing but a cable reads flash and console.
    if (name === 'logs' || name === 'care') return !isInAir;
    return facts !== undefined || !beforeFacts.includes(name);
  });
  const forget = () => {
    judging.forget();
    planning.forget();
  };
  return (
    <KeysContext value={keysOn}>
      <Page>
        <UnitHeader unit={unit} isBusy={isBusy} onInspect={forget} />
        <div className={styles.body}>
          <div className={styles.side}>
            <LocalNav names={inOrder(shown, isChannelFirst)} />
            <ShortcutLegend
              isOn={keysOn}
              onChange={(isOn) => {
                keepKeysChoice(isOn);
                setKeysOn(isOn);
              }}
            />
          </div>
          <div className={styles.content}>
            {!hasResult && <UnitTrouble unit={unit} />}
            {unit.canResume && !isBusy && !hasResult && <ResumeNotice unit={unit} />}
            {isReading && <Reading unit={unit} />}
            {isWorking && <WorkSection unit={unit} plan={planning.plan} />}
            {isChannelFirst && <ChannelSection unit={unit} />}
            {hasResult && <ResultSection unit={unit} />}
            {facts !== undefined && <FactsParts unit={unit} facts={facts} judging={judging} planning={planning} />}
            {isInAir ? (
              <>
                {!isChannelFirst && <ChannelSection unit={unit} />}
                <StationSection unit={unit} isBusy={isBusy} />
              </>
            ) : (
              <>
                <LogsSection unit={unit} />
                <CareSection unit={unit} isBusy={isBusy} />
              </>
            )}
          </div>
        </div>
      </Page>
    </KeysContext>
  );
}

/** Why the unit could not be read: mostly because it wants to hear its code first. */
function UnitTrouble({ unit }: { readonly unit: UnitEntity }) {
  const question = codeQuestion(unit);
  if (question !== undefined) return <CredentialsNotice key={unit.revision} unit={unit} question={question} />;
  if (unit.error?.code === 'provisioning.downgraded') return <DowngradeNotice unit={unit} />;
  return unit.error === undefined ? null : <ErrorNotice error={unit.error} />;
}

/** The newest value while nothing moves, else the last one before: facts do not change with every line that a unit prints. */
function useSettled<T>(value: T, isMoving: boolean): T {
  const [settled, setSettled] = useState(value);
  if (!isMoving && settled !== value) setSettled(value);
  return settled;
}

/** The work and its result stand first while they are what matters. */
function inOrder(names: readonly PartName[], isChannelFirst: boolean): PartName[] {
  const isFirst = (name: PartName) => name === 'work' || name === 'result' || (name === 'channel' && isChannelFirst);
  return [...names.filter(isFirst), ...names.filter((name) => !isFirst(name))];
}

function Reading({ unit }: { readonly unit: UnitEntity }) {
  const { t } = useTexts();
  const { progress, phase } = unit;
  return (
    <Progress
      label={t(phase === 'connecting' ? 'app-technician:reading.connecting' : 'app-technician:reading.inspecting')}
      done={progress?.done ?? 0}
      total={progress?.total ?? 0}
      bytesPerSecond={progress?.bytesPerSecond}
      secondsLeft={progress?.secondsLeft}
    />
  );
}
