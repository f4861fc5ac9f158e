import { useState } from 'react';
import { useConnection } from '../../bridge/host-context.tsx';
import { Page } from '../../ui/Stack.tsx';
import { GuidedProvider } from './guided-context.tsx';
import type { Step } from './guided-step.ts';
import { BlockedStep } from './steps/BlockedStep.tsx';
import { ButtonStep } from './steps/ButtonStep.tsx';
import { CheckingStep } from './steps/CheckingStep.tsx';
import { CheckStep, SeveralStep } from './steps/ConnectSteps.tsx';
import { DoneStep } from './steps/DoneStep.tsx';
import { FileStep } from './steps/FileStep.tsx';
import { FindStep, lessonOf, type Search } from './steps/FindStep.tsx';
import { RepairingStep, ResumeStep, UnpluggedStep } from './steps/JobSteps.tsx';
import { ReadyStep } from './steps/ReadyStep.tsx';
import { PlainTrouble, TroubleStep } from './steps/TroubleStep.tsx';
import { useGuided } from './use-guided.ts';
import { CodeStep } from './wireless/CodeStep.tsx';
import { JoinStep } from './wireless/JoinStep.tsx';
import { LostStep } from './wireless/LostStep.tsx';
import { NearbyStep } from './wireless/NearbyStep.tsx';
import { ScanStep } from './wireless/ScanStep.tsx';

/** For somebody on the phone with support: one question at a time, and what to do next always in sight. */
export default function GuidedScreen() {
  const guided = useGuided();
  const connection = useConnection();
  const [search, setSearch] = useState<Search>();
  const { step } = guided;
  // Once the unit has appeared and is read, a later search begins anew.
  if (search !== undefined && step.kind !== 'find' && step.kind !== 'check') setSearch(undefined);
  if (connection === 'connecting') return null;
  return (
    <GuidedProvider guided={guided}>
      <Page>
        <StepView step={step} search={search} onSearch={setSearch} />
      </Page>
    </GuidedProvider>
  );
}

function StepView({
  step,
  search,
  onSearch,
}: {
  readonly step: Step;
  readonly search: Search;
  readonly onSearch: (search: Search) => void;
}) {
  switch (step.kind) {
    case 'file':
      return <FileStep problem={step.problem} />;
    case 'find':
      return <FindStep search={search} onSearch={onSearch} />;
    case 'blocked':
      return <BlockedStep port={step.port} />;
    case 'several':
      return <SeveralStep />;
    case 'check':
      return <CheckStep port={step.port} auto={step.auto} lesson={lessonOf(search)} />;
    case 'button':
      return <ButtonStep unit={step.unit} fault={step.fault} isTrying={step.isTrying} />;
    case 'checking':
      return <CheckingStep unit={step.unit} letGo={step.letGo} />;
    case 'ready':
      return <ReadyStep key={`${step.unit.id} ${step.unit.revision}`} unit={step.unit} release={step.release} />;
    case 'no-release':
      return <PlainTrouble error={{ code: 'plan.wrong-product' }} unit={step.unit} onAgain={() => {}} />;
    case 'repairing':
      return <RepairingStep unit={step.unit} />;
    case 'unplugged':
      return <UnpluggedStep unit={step.unit} />;
    case 'resume':
      return <ResumeStep unit={step.unit} auto={step.auto} />;
    case 'done':
      return <DoneStep unit={step.unit} />;
    case 'nearby':
      return <NearbyStep />;
    case 'scan':
      return <ScanStep />;
    case 'join':
      return <JoinStep way={step.way} unit={step.unit} />;
    case 'code':
      return <CodeStep key={`${step.unit.id} ${step.unit.revision}`} unit={step.unit} question={step.question} />;
    case 'lost':
      return <LostStep unit={step.unit} />;
    case 'trouble':
      return <TroubleStep unit={step.unit} error={step.error} />;
  }
}
