/** The records' hash chain. */
export const recordErrors = {
  'record.chain-broken': { retry: 'never', exit: 1 },
  'record.bad-signature': { retry: 'never', exit: 1 },
  'record.torn-tail': { retry: 'never', exit: 1 },
  'record.unreadable': { retry: 'never', exit: 1 },
} as const;
