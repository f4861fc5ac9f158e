/** Chains and verdicts. */
export const trustErrors = {
  'trust.chain-unreadable': { retry: 'never', exit: 2 },
} as const;
