/** Product profiles. Every refusal here comes before a key is enrolled or anything is kept. */
export const profileErrors = {
  'profile.unreadable': { retry: 'never', exit: 3 },
  'profile.too-large': { retry: 'never', exit: 3 },
  'profile.bad-manifest': { retry: 'never', exit: 3 },
  'profile.bad-signature': { retry: 'never', exit: 3 },
  'profile.revoked-key': { retry: 'never', exit: 3 },
  'profile.bad-file': { retry: 'never', exit: 3 },
  'profile.bad-photo': { retry: 'never', exit: 3 },
  'profile.other-product': { retry: 'never', exit: 3 },
  'profile.other-key-confirmed': { retry: 'never', exit: 3 },
} as const;
