import { z } from 'zod';
import { unitStates } from '../core/errors/recovery-error.ts';

const unitState = z.enum(unitStates);

/** A RecoveryError as it crosses: a code with its facts; the words are in the locales. */
export const errorEnvelope = z.strictObject({
  code: z.string().max(100),
  params: z.record(z.string().max(100), z.union([z.string().max(10_000), z.number(), z.boolean()])),
  unitState: unitState.optional(),
  /** What the customer reads to support over the phone. */
  supportCode: z.string().max(40).optional(),
});

export type ErrorEnvelope = z.infer<typeof errorEnvelope>;
