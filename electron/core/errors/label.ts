/** Labels for units. */
export const labelErrors = {
  'label.no-record': { retry: 'never', exit: 2 },
  'label.unsuitable': { retry: 'never', exit: 2 },
} as const;
