import type { UnitEntity } from '../../../../electron/contract/state.ts';
import { useTexts } from '../../../texts/texts.tsx';
import { Badge } from '../../../ui/Badge.tsx';
import { outcomeTone } from '../../../ui/outcome-tone.ts';
import type { Tone } from '../../../ui/tone.ts';
import { isWireless } from '../../nearby/unit-channel.ts';

export const verdictTones: Readonly<Record<NonNullable<UnitEntity['verdict']>, Tone>> = {
  reachable: 'good',
  stranded: 'bad',
  unknown: 'warn',
};

const phaseTones: Readonly<Record<UnitEntity['phase'], Tone>> = {
  connecting: 'brand',
  inspecting: 'brand',
  ready: 'idle',
  working: 'brand',
  finished: 'idle',
  failed: 'bad',
};

/** How a unit stands: what is done with it, what was said of it, how the last job ended. */
export function UnitBadges({ unit }: { readonly unit: UnitEntity }) {
  const { t, say } = useTexts();
  const { phase, verdict, outcome } = unit;
  return (
    <>
      {unit.simulated && <Badge tone="warn">{t('app-technician:simulated')}</Badge>}
      {isWireless(unit) && <Badge tone="idle">{say(`report:channel.${unit.channel}`)}</Badge>}
      {unit.inferred === true && <Badge tone="warn">{t('app-nearby:channel.inferred')}</Badge>}
      {(outcome === undefined || phase === 'working') && (
        <Badge tone={phaseTones[phase]}>{t(`app-technician:phase.${phase}`)}</Badge>
      )}
      {outcome !== undefined && phase !== 'working' && (
        <Badge tone={outcomeTone(outcome)}>{say(`report:outcome.${outcome}`)}</Badge>
      )}
      {verdict !== undefined && outcome === undefined && (
        <Badge tone={verdictTones[verdict]}>{say(`report:verdict.${verdict}`)}</Badge>
      )}
    </>
  );
}
