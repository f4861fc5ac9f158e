import { RecoveryError } from '../errors/recovery-error.ts';

export const maxSerialLength = 64;

/** A serial number as a scanner types it, without the space and line end around it. Throws `batch.bad-serial`. */
export function parseSerial(text: string): string {
  const serial = text.trim();
  const isVisible = /^[^\p{C}\p{Zl}\p{Zp}]+$/u.test(serial);
  if (isVisible && serial.length <= maxSerialLength) return serial;
  throw new RecoveryError('batch.bad-serial');
}
