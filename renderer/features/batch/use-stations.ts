import type { StationEntity } from '../../../electron/contract/batch-entities.ts';
import type { HostState } from '../../../electron/contract/state.ts';
import { useHostValue } from '../../bridge/host-context.tsx';

/** All stations by number. */
export function stationsOf({ stations }: HostState): StationEntity[] {
  return Object.values(stations).sort((a, b) => a.number - b.number);
}

/** One station; undefined when there is none any more. */
export function useStation(number: number): StationEntity | undefined {
  return useHostValue(({ stations }) => stations[String(number)]);
}

/** Numbers of all stations. */
export function useStationNumbers(): number[] {
  const numbers = useHostValue((state) =>
    stationsOf(state)
      .map(({ number }) => number)
      .join(' '),
  );
  return numbers === '' ? [] : numbers.split(' ').map(Number);
}
