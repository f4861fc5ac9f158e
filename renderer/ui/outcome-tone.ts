import type { JobOutcome } from '../../electron/core/engine/events.ts';
import type { Tone } from './tone.ts';

const tones: Readonly<Record<JobOutcome, Tone>> = {
  recovered: 'good',
  'boots-cable-only': 'warn',
  'boots-unreachable': 'warn',
  'boots-unjudged': 'warn',
  'boot-not-seen': 'warn',
  'boot-failed': 'bad',
  failed: 'bad',
};

/** How an outcome stands; one of another version says nothing. */
export function outcomeTone(outcome: string): Tone {
  return Object.hasOwn(tones, outcome) ? tones[outcome as JobOutcome] : 'idle';
}
