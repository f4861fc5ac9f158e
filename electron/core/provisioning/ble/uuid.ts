/** The 96 bits that every 16-bit and 32-bit UUID of the Bluetooth SIG shares. */
const sigBase = '00001000800000805f9b34fb';

/**
 * A UUID as this product compares them: 32 hexadecimal digits, lower case, no dashes. Libraries shorten those on the SIG's
 * base to their first digits, some leave out leading zeros (PROTOCOLS §1.3). Undefined for what is none.
 */
export function normaliseUuid(text: string): string | undefined {
  if (text.length > 40) return undefined;
  const digits = text.toLowerCase().replaceAll('-', '');
  if (/^[0-9a-f]{32}$/.test(digits)) return digits;
  return /^[0-9a-f]{1,8}$/.test(digits) ? digits.padStart(8, '0') + sigBase : undefined;
}

/** The 16-bit number of a UUID on the SIG's base; undefined for every other. */
export function sigNumberOf(uuid: string): number | undefined {
  return uuid.startsWith('0000') && uuid.endsWith(sigBase) ? Number.parseInt(uuid.slice(4, 8), 16) : undefined;
}
