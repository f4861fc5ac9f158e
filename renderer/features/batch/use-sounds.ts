import { useEffect, useRef } from 'react';
import type { StationEntity, StationPhaseName } from '../../../electron/contract/batch-entities.ts';
import { play, type Sound, unlockSound } from './sounds.ts';

const soundOf: Readonly<Partial<Record<StationPhaseName, Sound>>> = {
  recovered: 'done',
  failed: 'failed',
  interrupted: 'failed',
  'set-aside': 'failed',
  'needs-serial': 'wanted',
};

/** Says by sound that a unit came to an end or needs somebody; many at once sound once. */
export function useSounds(stations: readonly StationEntity[], isOn: boolean): void {
  const before = useRef(new Map<number, StationPhaseName>());
  useEffect(() => {
    const sounds = new Set<Sound>();
    for (const { number, phase } of stations) {
      const known = before.current.get(number);
      const sound = soundOf[phase];
      if (known !== undefined && known !== phase && sound !== undefined) sounds.add(sound);
      before.current.set(number, phase);
    }
    if (!isOn) return;
    const worst = (['failed', 'wanted', 'done'] as const).find((sound) => sounds.has(sound));
    if (worst !== undefined) play(worst);
  }, [stations, isOn]);
  // The page may have been opened anew while a batch runs: whatever a person does first makes sound possible again.
  useEffect(() => {
    if (!isOn) return;
    const listening = new AbortController();
    const options = { once: true, signal: listening.signal };
    window.addEventListener('pointerdown', unlockSound, options);
    window.addEventListener('keydown', unlockSound, options);
    return () => listening.abort();
  }, [isOn]);
}
