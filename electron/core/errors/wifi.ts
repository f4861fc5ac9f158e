/** Wi-Fi of this machine: what keeps us from joining a unit's own network, or from going back. */
export const wifiErrors = {
  'wifi.tool-missing': { retry: 'never', exit: 4 },
  'wifi.tool-failed': { retry: 'never', exit: 4 },
  'wifi.service-off': { retry: 'never', exit: 4 },
  'wifi.no-adapter': { retry: 'never', exit: 4 },
  'wifi.off': { retry: 'never', exit: 4 },
  'wifi.not-allowed': { retry: 'never', exit: 4 },
  'wifi.location-denied': { retry: 'never', exit: 4 },
  'wifi.admin-needed': { retry: 'never', exit: 4 },
  'wifi.name-unsuitable': { retry: 'never', exit: 2 },
  'wifi.bad-password': { retry: 'never', exit: 2 },
  'wifi.not-joined': { retry: 'never', exit: 4 },
  'wifi.not-a-unit': { retry: 'never', exit: 4 },
  'wifi.not-restored': { retry: 'never', exit: 4 },
  'wifi.busy': { retry: 'never', exit: 4 },
} as const;
