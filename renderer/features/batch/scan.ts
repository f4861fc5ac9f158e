import type { StationEntity } from '../../../electron/contract/batch-entities.ts';

/** What a scanned code means. */
export type Scan =
  /** A station code: the next serial number is for it. */
  | { readonly kind: 'station'; readonly station: number }
  | { readonly kind: 'serial'; readonly station: number; readonly serial: string }
  | { readonly kind: 'no-such-station'; readonly station: number }
  /** A serial number, and no station that waits for one. */
  | { readonly kind: 'nobody-waits' };

/** `#3` is a station code; `#3 SN17` names station and number at once; everything else is a serial number. */
export function readScan(code: string, chosen: number | undefined, stations: readonly StationEntity[]): Scan {
  const [, digits, after = ''] = /^#(\d{1,2})(?:\s+(.*))?$/.exec(code) ?? [];
  if (digits !== undefined) {
    const station = Number(digits);
    if (!stations.some(({ number }) => number === station)) return { kind: 'no-such-station', station };
    return after === '' ? { kind: 'station', station } : { kind: 'serial', station, serial: after };
  }
  const station = chosen ?? longestWaiting(stations);
  return station === undefined ? { kind: 'nobody-waits' } : { kind: 'serial', station, serial: code };
}

/** The station that waits for a serial number, and has waited longest. */
export function longestWaiting(stations: readonly StationEntity[]): number | undefined {
  const waiting = stations.filter(({ phase }) => phase === 'needs-serial');
  return waiting.sort((a, b) => ((a.startedAt ?? '') < (b.startedAt ?? '') ? -1 : 1))[0]?.number;
}
