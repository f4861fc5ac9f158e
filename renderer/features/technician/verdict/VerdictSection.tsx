import { useState } from 'react';
import type { UnitFacts } from '../../../../electron/core/inspect/facts.ts';
import { useTexts } from '../../../texts/texts.tsx';
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx';
import { Segments } from '../../../ui/Segments.tsx';
import { Muted } from '../../../ui/Stack.tsx';
import { Part } from '../unit/Part.tsx';
import { LogForm } from './LogForm.tsx';
import { ServerForm } from './ServerForm.tsx';
import type { Judging } from './use-verdict.ts';
import { VerdictView } from './VerdictView.tsx';

const ways = ['probe', 'pasted', 'log'] as const;
type Way = (typeof ways)[number];

/** Would the unit accept its server: asked now, pasted, or as its own log tells. */
export function VerdictSection({
  facts,
  judging,
  isNext,
}: {
  readonly facts: UnitFacts;
  readonly judging: Judging;
  readonly isNext: boolean;
}) {
  const { t } = useTexts();
  const [way, setWay] = useState<Way>('probe');
  return (
    <Part name="verdict" title={t('app-technician:part.verdict')}>
      <Muted>{t('app-technician:verdict.lead')}</Muted>
      <Segments
        label={t('app-technician:verdict.how')}
        options={ways.map((id) => ({ id, label: t(`app-technician:verdict.way.${id}`) }))}
        value={way}
        onChange={setWay}
      />
      {way === 'log' ? <LogForm /> : <ServerForm way={way} facts={facts} judging={judging} isNext={isNext} />}
      {judging.judge.error !== undefined && <ErrorNotice error={judging.judge.error} />}
      {judging.judgement !== undefined && way !== 'log' && <VerdictView judgement={judging.judgement} />}
    </Part>
  );
}
