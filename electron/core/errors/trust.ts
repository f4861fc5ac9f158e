/** Chains and verdicts. */
export const trustErrors = {
  'trust.chain-unreadable': { retry: 'never', exit: 2 },
  'try.bad-certificate': { retry: 'never', exit: 2 },
  'try.cannot-listen': { retry: 'never', exit: 4 },
  'probe.unreadable': { retry: 'never', exit: 2 },
  'trust.catalogue-damaged': { retry: 'never', exit: 3 },
  'trust.catalogue-untrusted': { retry: 'never', exit: 3 },
  'trust.catalogue-not-newer': { retry: 'never', exit: 3 },
  'trust.certificate-fetch-failed': { retry: 'same', exit: 4 },
  'trust.certificate-mismatch': { retry: 'never', exit: 3 },
  'probe.bad-target': { retry: 'never', exit: 2 },
  'probe.unreachable': { retry: 'same', exit: 4 },
  'probe.timeout': { retry: 'same', exit: 4 },
  'probe.closed': { retry: 'same', exit: 4 },
  'probe.not-tls': { retry: 'never', exit: 4 },
  'probe.too-large': { retry: 'never', exit: 4 },
  'probe.malformed': { retry: 'never', exit: 4 },
} as const;
