import { useEffect } from 'react';
import type { StationEntity, StationPhaseName } from '../../../electron/contract/batch-entities.ts';
import { useHost } from '../../bridge/host-context.tsx';
import { play, type Sound } from './sounds.ts';
import { stationsOf } from './use-stations.ts';

/** A phase, or a person's hand that is needed within one. */
type Moment = StationPhaseName | 'needs-button';

const soundOf: Readonly<Partial<Record<Moment, Sound>>> = {
  recovered: 'done',
  failed: 'failed',
  interrupted: 'failed',
  'set-aside': 'failed',
  'needs-serial': 'wanted',
  'needs-button': 'wanted',
};

/** Says by sound that a unit came to an end or needs somebody; many at once sound once. Draws nothing. */
export function useSounds(isOn: boolean): void {
  const host = useHost();
  useEffect(() => {
    const before = new Map<number, Moment>();
    const listen = () => {
      const sounds = soundsOf(stationsOf(host.view().state), before);
      const worst = (['failed', 'wanted', 'done'] as const).find((sound) => sounds.has(sound));
      if (isOn && worst !== undefined) play(worst);
    };
    listen();
    return host.subscribe(listen);
  }, [host, isOn]);
}

/** Sounds of what changed since, which is noted in `before`. */
function soundsOf(stations: readonly StationEntity[], before: Map<number, Moment>): ReadonlySet<Sound> {
  const sounds = new Set<Sound>();
  for (const { number, phase, progress } of stations) {
    const known = before.get(number);
    const moment: Moment = phase === 'running' && progress?.needs === 'button' ? 'needs-button' : phase;
    const sound = soundOf[moment];
    if (known !== undefined && known !== moment && sound !== undefined) sounds.add(sound);
    before.set(number, moment);
  }
  return sounds;
}
