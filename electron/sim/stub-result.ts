import type { Transition } from './loader.ts';

/** First status byte of the stub (FORMATS §10.4). */
export const stubErrors = {
  badLength: 0xc0,
  checksum: 0xc1,
  unknownCommand: 0xc3,
  flash: 0xc4,
  notBegun: 0xc6,
  inflate: 0xc7,
  tooShort: 0xc8,
  wrongSize: 0xc9,
  notImplemented: 0xff,
} as const;

/** Work that is done after the reply: gives the error to report with the next reply, or that the stub hangs. */
export type DeferredWork = () => number | 'hangs' | undefined;

/** What one command of the stub came to. */
export interface StubResult {
  readonly error?: number;
  readonly value?: number;
  readonly data?: Uint8Array;
  readonly deferred?: DeferredWork;
  readonly transition?: Transition;
}

export const stubDone: StubResult = {};

export function stubError(error: number): StubResult {
  return { error };
}
