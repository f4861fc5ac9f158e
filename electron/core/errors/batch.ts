/** Many units, unattended: the signed policy, and why a unit is set aside (DESIGN §5.4, §5.8). */
export const batchErrors = {
  'batch.policy-unreadable': { retry: 'never', exit: 2 },
  'batch.policy-bad-signature': { retry: 'never', exit: 3 },
  'batch.policy-unknown-key': { retry: 'never', exit: 3 },
  'batch.policy-revoked-key': { retry: 'never', exit: 3 },
  'batch.policy-not-yet-valid': { retry: 'never', exit: 3 },
  'batch.policy-expired': { retry: 'never', exit: 3 },
  'batch.policy-other-release': { retry: 'never', exit: 3 },
  'batch.not-allowed': { retry: 'never', exit: 3 },
  'batch.other-job': { retry: 'never', exit: 3 },
  'batch.bad-serial': { retry: 'never', exit: 2 },
  'batch.serial-taken': { retry: 'never', exit: 2 },
  'batch.serial-too-late': { retry: 'never', exit: 2 },
  'batch.no-such-station': { retry: 'never', exit: 2 },
  'batch.none': { retry: 'never', exit: 2 },
} as const;
