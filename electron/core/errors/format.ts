/** Bytes that are not what they should be: images, tables, NVS pages, logs. */
export const formatErrors = {
  'format.too-large': { retry: 'never', exit: 1 },
  'format.not-a-firmware': { retry: 'never', exit: 1 },
} as const;
