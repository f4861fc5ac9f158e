/** Release packages and the keys that sign them. Every refusal here comes before anything is written. */
export const releaseErrors = {
  'release.unreadable': { retry: 'never', exit: 3 },
  'release.too-large': { retry: 'never', exit: 3 },
  'release.bad-manifest': { retry: 'never', exit: 3 },
  'release.unsigned': { retry: 'never', exit: 3 },
  'release.bad-signature': { retry: 'never', exit: 3 },
  'release.unknown-key': { retry: 'never', exit: 3 },
  'release.revoked-key': { retry: 'never', exit: 3 },
  'release.file-missing': { retry: 'never', exit: 3 },
  'release.file-mismatch': { retry: 'never', exit: 3 },
  'release.file-unexpected': { retry: 'never', exit: 3 },
  'release.not-yet-valid': { retry: 'never', exit: 3 },
  'release.expired': { retry: 'never', exit: 3 },
  'release.import-failed': { retry: 'never', exit: 2 },
  'key.unreadable': { retry: 'never', exit: 2 },
  'key.exists': { retry: 'never', exit: 2 },
  'key.unknown': { retry: 'never', exit: 2 },
} as const;
