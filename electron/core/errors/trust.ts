/** Chains and verdicts. */
export const trustErrors = {
  'trust.chain-unreadable': { retry: 'never', exit: 2 },
  'trust.chain-too-large': { retry: 'never', exit: 2 },
} as const;
