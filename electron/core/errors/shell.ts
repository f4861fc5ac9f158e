/** The window's owner: what main answers a screen itself. */
export const shellErrors = {
  'app.job-runs': { retry: 'never', exit: 3 },
  'app.update-failed': { retry: 'same', exit: 4 },
  'app.pdf-failed': { retry: 'same', exit: 5 },
} as const;
