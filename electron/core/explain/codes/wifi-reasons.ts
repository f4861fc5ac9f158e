/** Reasons of a Wi-Fi disconnect, without the prefix `WIFI_REASON_` (ESP-IDF v5.5 esp_wifi_types_generic.h; alike since v3). */
const reasonNames: Readonly<Record<number, string>> = {
  1: 'UNSPECIFIED',
  2: 'AUTH_EXPIRE',
  3: 'AUTH_LEAVE',
  4: 'ASSOC_EXPIRE',
  5: 'ASSOC_TOOMANY',
  6: 'NOT_AUTHED',
  7: 'NOT_ASSOCED',
  8: 'ASSOC_LEAVE',
  9: 'ASSOC_NOT_AUTHED',
  10: 'DISASSOC_PWRCAP_BAD',
  11: 'DISASSOC_SUPCHAN_BAD',
  12: 'BSS_TRANSITION_DISASSOC',
  13: 'IE_INVALID',
  14: 'MIC_FAILURE',
  15: '4WAY_HANDSHAKE_TIMEOUT',
  16: 'GROUP_KEY_UPDATE_TIMEOUT',
  17: 'IE_IN_4WAY_DIFFERS',
  18: 'GROUP_CIPHER_INVALID',
  19: 'PAIRWISE_CIPHER_INVALID',
  20: 'AKMP_INVALID',
  21: 'UNSUPP_RSN_IE_VERSION',
  22: 'INVALID_RSN_IE_CAP',
  23: '802_1X_AUTH_FAILED',
  24: 'CIPHER_SUITE_REJECTED',
  34: 'MISSING_ACKS',
  39: 'TIMEOUT',
  46: 'PEER_INITIATED',
  47: 'AP_INITIATED',
  67: 'TRANSMISSION_LINK_ESTABLISH_FAILED',
  200: 'BEACON_TIMEOUT',
  201: 'NO_AP_FOUND',
  202: 'AUTH_FAIL',
  203: 'ASSOC_FAIL',
  204: 'HANDSHAKE_TIMEOUT',
  205: 'CONNECTION_FAIL',
  206: 'AP_TSF_RESET',
  207: 'ROAMING',
  208: 'ASSOC_COMEBACK_TIME_TOO_LONG',
  209: 'SA_QUERY_TIMEOUT',
  210: 'NO_AP_FOUND_W_COMPATIBLE_SECURITY',
  211: 'NO_AP_FOUND_IN_AUTHMODE_THRESHOLD',
  212: 'NO_AP_FOUND_IN_RSSI_THRESHOLD',
};

/** What a reason comes down to; the rest is `lost`. The firmware's own leaving is no failure and gives undefined. */
const groups: readonly (readonly [WifiFailure, readonly number[]])[] = [
  ['absent', [201]],
  ['weak', [200, 212]],
  ['key-exchange', [14, 15, 16, 17, 23, 202, 204]],
  ['refused', [5, 10, 11, 13, 18, 19, 20, 21, 22, 24, 203, 208, 210, 211]],
];

export type WifiFailure = 'absent' | 'weak' | 'key-exchange' | 'refused' | 'lost';

/** Undefined where the number is no reason, or no failure: the station left or roams. */
export function wifiFailure(reason: number): { readonly name: string; readonly failure: WifiFailure } | undefined {
  const name = reasonNames[reason];
  if (name === undefined || [3, 8, 12, 207].includes(reason)) return undefined;
  return { name, failure: groups.find(([, reasons]) => reasons.includes(reason))?.[0] ?? 'lost' };
}
