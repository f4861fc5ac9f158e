import type { StationEntity, StationPhaseName } from '../../../electron/contract/batch-entities.ts';
import type { TextKey } from '../../texts/app-texts.ts';
import type { Texts } from '../../texts/texts.tsx';
import { timeLeft } from '../../ui/Progress.tsx';
import { readable } from '../../ui/Untrusted.tsx';

/** How a station looks from afar: each look has its own colour, shape and word. */
export type Look =
  | 'empty'
  | 'waiting'
  | 'busy'
  | 'wanted'
  | 'button'
  | 'done'
  | 'unplug'
  | 'aside'
  | 'broken-off'
  | 'failed';

const lookOf: Readonly<Record<StationPhaseName, Look>> = {
  empty: 'empty',
  waiting: 'waiting',
  paused: 'waiting',
  connecting: 'busy',
  inspecting: 'busy',
  planning: 'busy',
  'needs-serial': 'wanted',
  running: 'busy',
  recovered: 'done',
  'unplug-me': 'unplug',
  'set-aside': 'aside',
  interrupted: 'broken-off',
  failed: 'failed',
};

/** How this station looks: a job that runs may still need somebody. */
export function lookOfStation({ phase, progress }: Pick<StationEntity, 'phase' | 'progress'>): Look {
  return phase === 'running' && progress?.needs === 'button' ? 'button' : lookOf[phase];
}

/** The one big word. */
export function stationWord({ phase, progress }: StationEntity, { t, has }: Texts): string {
  if (phase === 'running' && progress?.needs === 'button') return t('app-batch:button.word');
  const step = `app-batch:step.${progress?.step}`;
  if (phase === 'running' && isKey(step, has)) return t(step);
  return t(`app-batch:phase.${phase}` satisfies TextKey);
}

/** One line beneath it: how long, which unit, why. */
export function stationNote(station: StationEntity, texts: Texts): string {
  const { phase, progress, error, serial, unit } = station;
  const { t, has } = texts;
  if (phase === 'running' && progress?.needs === 'button') return t('app-batch:button.note');
  if (phase === 'running') return progress?.secondsLeft === undefined ? '' : timeLeft(progress.secondsLeft, t);
  if (phase === 'failed' && error?.supportCode !== undefined) return error.supportCode;
  const reason = `app-batch:reason.${error?.code}`;
  if (error !== undefined) return isKey(reason, has) ? t(reason) : t('app-batch:reason.other');
  // The half of a MAC that tells units of a series apart is what fits a tile.
  return readable(serial ?? unit?.mac.slice(-8) ?? '', 64);
}

function isKey(key: string, has: Texts['has']): key is TextKey {
  return has(key);
}
