/** Files on this machine: the store, the lock, what the operator names on the command line. */
export const fileErrors = {
  'usage.bad-argument': { retry: 'never', exit: 2 },
  'facts.unreadable': { retry: 'never', exit: 2 },
  'file.not-found': { retry: 'never', exit: 2 },
  'file.unreadable': { retry: 'never', exit: 2 },
  'file.too-large': { retry: 'never', exit: 2 },
  'file.exists': { retry: 'never', exit: 2 },
  'file.not-writable': { retry: 'never', exit: 2 },
  'store.write-failed': { retry: 'never', exit: 5 },
  'store.busy': { retry: 'same', exit: 5 },
  'unit.locked': { retry: 'never', exit: 3 },
  internal: { retry: 'never', exit: 5 },
} as const;
