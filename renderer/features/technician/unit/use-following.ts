import { useEffect, useRef } from 'react';
import type { UnitEntity } from '../../../../electron/contract/state.ts';
import { showPart } from './Part.tsx';

/** A job that was started here is followed by eye and focus: to the work when it begins, to the result when it has ended. */
export function useFollowing(phase: UnitEntity['phase'], hasPlan: boolean): void {
  const isFollowed = useRef(false);
  useEffect(() => {
    if (phase === 'working' && hasPlan) {
      isFollowed.current = true;
      showPart('work');
    } else if (phase !== 'working' && isFollowed.current) {
      isFollowed.current = false;
      showPart('result');
    }
  }, [phase, hasPlan]);
}
