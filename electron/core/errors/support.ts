/** What is read aloud to support, or sent to it. */
export const supportErrors = {
  'support.bad-code': { retry: 'never', exit: 2 },
  'support.no-job': { retry: 'never', exit: 2 },
} as const;
