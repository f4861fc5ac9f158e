/** Running a plan. */
export const engineErrors = {
  'engine.confirmation-needed': { retry: 'never', exit: 3 },
  'engine.confirmation-mismatch': { retry: 'never', exit: 3 },
  'engine.unit-changed': { retry: 'never', exit: 3 },
  'engine.other-unit': { retry: 'never', exit: 3 },
  'engine.verify-failed': { retry: 'slower', exit: 4 },
  'engine.boot-not-seen': { retry: 'never', exit: 1 },
  'engine.boot-failed': { retry: 'never', exit: 1 },
  'engine.wrong-version-booted': { retry: 'never', exit: 1 },
  'engine.still-unreachable': { retry: 'never', exit: 1 },
  'engine.nothing-to-resume': { retry: 'never', exit: 2 },
  'engine.journal-damaged': { retry: 'never', exit: 3 },
  'engine.cancelled': { retry: 'never', exit: 4 },
  'backup.unreadable': { retry: 'never', exit: 2 },
  'backup.wrong-unit': { retry: 'never', exit: 3 },
  'backup.wrong-key': { retry: 'never', exit: 3 },
  'backup.failed': { retry: 'never', exit: 4 },
} as const;
