import type { Transition } from './loader.ts';

/** Error codes of the ROM, second status byte (FORMATS §10.4). */
export const romErrors = {
  badMessage: 0x05,
  failed: 0x06,
  checksum: 0x07,
  flashWrite: 0x08,
  flashRead: 0x09,
  readLength: 0x0a,
  inflate: 0x0b,
  adler: 0x0c,
  badParameter: 0x64,
} as const;

/** What one command of the ROM came to: data before the status, an error code, and what follows. */
export interface RomResult {
  readonly data?: Uint8Array;
  readonly error?: number | undefined;
  /** A code that stands beside a status of 0; without one, that of the last error does. */
  readonly code?: number;
  readonly transition?: Transition;
}

export const romDone: RomResult = {};

/** Success of a command that forgets the last error. */
export const romClear: RomResult = { code: 0 };

export function romError(error: number): RomResult {
  return { error };
}
