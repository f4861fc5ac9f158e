import { z } from 'zod';

/** A unit of a batch that nothing was written to, so that there is no record of it: why, and who it was as far as it said. */
export interface UnrecordedUnit {
  readonly at: string;
  readonly operator: string;
  readonly workOrder?: string | undefined;
  readonly port: string;
  readonly mac?: string | undefined;
  readonly serial?: string | undefined;
  readonly end: 'set-aside' | 'failed';
  readonly code: string;
  readonly params: Readonly<Record<string, string | number | boolean>>;
}

const text = z.string().max(1000);

export const unrecordedUnitSchema = z.object({
  at: text,
  operator: text,
  workOrder: text.optional(),
  port: text,
  mac: text.optional(),
  serial: text.optional(),
  end: z.enum(['set-aside', 'failed']),
  code: text,
  params: z.record(text, z.union([text, z.number(), z.boolean()])),
}) satisfies z.ZodType<UnrecordedUnit>;
