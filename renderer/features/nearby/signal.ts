/** Strength of a signal as people tell it: a phone's steps, by dBm as Bluetooth and Wi-Fi give it. */
export interface SignalWord {
  readonly word: 'strong' | 'good' | 'weak' | 'unknown';
  readonly bars: 0 | 1 | 2 | 3 | 4;
}

export function signalWord(rssi: number | undefined): SignalWord {
  if (rssi === undefined) return { word: 'unknown', bars: 0 };
  if (rssi >= -58) return { word: 'strong', bars: 4 };
  if (rssi >= -70) return { word: 'good', bars: 3 };
  return { word: 'weak', bars: rssi >= -82 ? 2 : 1 };
}
