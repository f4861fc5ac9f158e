import type { UnitEntity } from '../../../electron/contract/state.ts';

export type Ending = 'runs' | 'boots-unreachable' | 'boot-not-seen' | 'boot-failed' | 'failed';

/** How a job ended, for somebody who wants to know whether the device works: only what was seen to boot runs (DESIGN §5.6). */
export function endingOf({ outcome }: UnitEntity): Ending {
  switch (outcome) {
    case 'recovered':
    case 'boots-cable-only':
    case 'boots-unjudged':
      return 'runs';
    case undefined:
      return 'failed';
    default:
      return outcome;
  }
}
