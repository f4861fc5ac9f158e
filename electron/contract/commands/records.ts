import { z } from 'zod';
import { fileBytes } from '../documents.ts';
import { command } from './define.ts';

const query = z.strictObject({
  mac: z.string().max(40).optional(),
  operator: z.string().max(100).optional(),
  outcome: z.string().max(40).optional(),
  from: z.string().max(40).optional(),
  to: z.string().max(40).optional(),
  text: z.string().max(200).optional(),
});

const summary = z.looseObject({
  sequence: z.int().positive(),
  at: z.string(),
  mac: z.string(),
  chip: z.string(),
  product: z.string(),
  operator: z.string(),
  versionBefore: z.string().optional(),
  versionTarget: z.string(),
  outcome: z.string(),
  simulated: z.boolean(),
});

export type RecordRow = z.infer<typeof summary>;

/** Evidence. */
export const recordCommands = {
  /** Newest first. */
  'record.search': command(
    z.strictObject({ query, offset: z.int().nonnegative(), limit: z.int().min(1).max(500) }),
    z.strictObject({ total: z.int().nonnegative(), rows: z.array(summary).max(500) }),
  ),
  /** The report of one record, a self-contained page. */
  'record.report': command(
    z.strictObject({ sequence: z.int().positive() }),
    z.strictObject({ kind: z.enum(['job', 'credentials']), html: z.string().max(20_000_000) }),
  ),
  'record.verify': command(
    z.strictObject({}),
    z.strictObject({
      records: z.int().nonnegative(),
      problem: z.strictObject({ code: z.string(), sequence: z.int(), reason: z.string().max(40) }).optional(),
    }),
  ),
  'record.export': command(
    z.strictObject({ query, format: z.enum(['csv', 'json']) }),
    z.strictObject({ file: fileBytes }),
  ),
} as const;
