import type { z } from 'zod';

/** One command of the device host: what it takes and what it answers. */
export interface Command<P extends z.ZodType = z.ZodType, R extends z.ZodType = z.ZodType> {
  readonly params: P;
  readonly result: R;
}

/** Keeps both types of a command, which a plain literal would widen. */
export function command<P extends z.ZodType, R extends z.ZodType>(params: P, result: R): Command<P, R> {
  return { params, result };
}
