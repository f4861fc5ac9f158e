/** Chains and verdicts. */
export const trustErrors = {
  'trust.chain-unreadable': { retry: 'never', exit: 2 },
  'trust.catalogue-damaged': { retry: 'never', exit: 3 },
  'trust.catalogue-untrusted': { retry: 'never', exit: 3 },
  'trust.catalogue-not-newer': { retry: 'never', exit: 3 },
  'trust.certificate-fetch-failed': { retry: 'same', exit: 4 },
  'trust.certificate-mismatch': { retry: 'never', exit: 3 },
} as const;
