/** Provisioning and recovery over BLE and SoftAP: the session, what the unit refuses, and how a transfer ends. */
export const provisioningErrors = {
  'provisioning.exchange-failed': { retry: 'reconnect', exit: 4 },
  'provisioning.session-lost': { retry: 'reconnect', exit: 4 },
  'provisioning.bad-answer': { retry: 'reconnect', exit: 4 },
  'provisioning.request-too-large': { retry: 'never', exit: 5 },
  'provisioning.downgraded': { retry: 'never', exit: 3 },
  'provisioning.credentials-needed': { retry: 'never', exit: 2 },
  'provisioning.credentials-refused': { retry: 'never', exit: 3 },
  'provisioning.unit-not-proven': { retry: 'never', exit: 3 },
  'provisioning.not-offered': { retry: 'never', exit: 3 },
  'provisioning.refused': { retry: 'never', exit: 3 },
  'provisioning.no-progress': { retry: 'never', exit: 4 },
  'provisioning.image-refused': { retry: 'never', exit: 1 },
  'provisioning.rolled-back': { retry: 'never', exit: 1 },
  'provisioning.other-unit': { retry: 'never', exit: 3 },
  'provisioning.other-version': { retry: 'never', exit: 1 },
  'provisioning.not-back': { retry: 'never', exit: 1 },
} as const;
