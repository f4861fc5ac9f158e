/** Bluetooth of this machine, and the link to a unit over it. */
export const bleErrors = {
  'ble.off': { retry: 'never', exit: 4 },
  'ble.unauthorized': { retry: 'never', exit: 4 },
  'ble.no-adapter': { retry: 'never', exit: 4 },
  'ble.not-installed': { retry: 'never', exit: 4 },
  'ble.stopped': { retry: 'reconnect', exit: 4 },
  'ble.not-found': { retry: 'reconnect', exit: 4 },
  'ble.timed-out': { retry: 'reconnect', exit: 4 },
  'ble.link-lost': { retry: 'reconnect', exit: 4 },
  'ble.refused': { retry: 'reconnect', exit: 4 },
  'ble.too-long': { retry: 'reconnect', exit: 4 },
  'ble.not-provisioning': { retry: 'never', exit: 4 },
} as const;
