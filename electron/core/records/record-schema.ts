import { z } from 'zod';
import { malformed, type Parsed, parsed } from '../formats/parsed.ts';
import type { CredentialsBody } from './credentials-entry.ts';
import { unitFactsSchema } from './facts-schema.ts';
import type { ChainedRecord, RecordBody } from './record.ts';
import { recordedServerSchema } from './recorded-server.ts';

const code = z.string().max(200);
const text = z.string();
const bytes = z.number().int().nonnegative();
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const params = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

/** What ties a line into the chain; the body is whatever its writer meant. */
export const recordEnvelopeSchema = z.looseObject({
  sequence: z.number().int().positive(),
  previous: digest,
  hash: digest,
  signature: z.string().max(200),
  body: z.unknown(),
});

export const verdictSchema = z.looseObject({
  schema: z.literal(1),
  status: code,
  reasons: z.array(z.looseObject({ code, params })),
  outcomes: z.array(
    z.looseObject({
      dateCheck: z.boolean(),
      outcome: z.looseObject({ accepted: z.boolean(), code: z.number(), flags: z.number(), logLines: z.array(text) }),
    }),
  ),
  path: z.array(text),
  until: z.looseObject({ date: text, subject: text }).optional(),
});

export const planSchema = z.looseObject({
  schema: z.literal(1),
  hash: text,
  unit: z.looseObject({ mac: text, chip: code, simulated: z.boolean() }),
  release: z.looseObject({ product: text, version: text, build: text, manifestSha256: text }),
  versionBefore: text.optional(),
  targetSlot: text,
  overwritesOnlySlot: z.boolean(),
  steps: z.array(
    z.looseObject({
      id: bytes,
      kind: code,
      offset: bytes.optional(),
      length: bytes.optional(),
      version: text.optional(),
      lines: z.array(text).optional(),
    }),
  ),
  preserved: z.array(z.looseObject({ partition: text, offset: bytes, length: bytes })),
  confirmations: z.array(code),
});

export const reportSchema = z.looseObject({
  schema: z.literal(1),
  outcome: code,
  unitState: code,
  startedAt: text,
  endedAt: text,
  steps: z.array(
    z.looseObject({
      id: bytes,
      kind: code,
      target: text,
      result: code,
      durationMs: z.number().nonnegative(),
      bytesWritten: bytes,
      restarts: bytes,
    }),
  ),
  error: z.looseObject({ code, params }).optional(),
  bootLog: text,
  bootFindings: z.array(code),
  factsAfter: unitFactsSchema.optional(),
  verdictAfter: verdictSchema.optional(),
  preservedIntact: z.boolean().optional(),
  backupId: text.optional(),
});

/** What a picture of a verdict looks at besides; remedies of records from before the server was kept look different. */
const drawableSchema = z
  .looseObject({
    remedies: z.array(
      z.union([
        z.looseObject({
          kind: z.literal('append-certificates'),
          certificates: z.array(z.looseObject({ subject: text })),
        }),
        z.looseObject({ kind: code.refine((kind) => kind !== 'append-certificates') }),
      ]),
    ),
  })
  .optional();

const recordBodySchema = z
  .looseObject({
    schema: z.literal(1),
    id: text,
    at: text,
    station: text,
    operator: text,
    workOrder: text.optional(),
    serial: text.optional(),
    policy: z.looseObject({ sha256: digest, signedBy: digest }).optional(),
    downgrade: z.looseObject({ offered: code, required: code }).optional(),
    simulated: z.boolean(),
    mac: text,
    factsBefore: unitFactsSchema,
    verdictBefore: verdictSchema.optional(),
    server: recordedServerSchema.optional(),
    plan: planSchema,
    report: reportSchema,
  })
  .refine(({ server, verdictBefore, report }) => {
    const drawn = server === undefined ? [] : [verdictBefore, report.verdictAfter];
    return drawn.every((verdict) => drawableSchema.safeParse(verdict).success);
  });

/**
 * A body as read back from a line. Every member that this version looks at is checked; those that a newer one added
 * are kept. JSON leaves out what was undefined, which reads the same.
 */
export function parseRecordBody(body: unknown): Parsed<RecordBody> {
  const result = recordBodySchema.safeParse(body);
  return result.success ? parsed(result.data as unknown as RecordBody) : malformed('record.bad-shape', 0);
}

const credentialsBodySchema = z.looseObject({
  schema: z.literal(1),
  kind: z.literal('credentials'),
  id: text,
  at: text,
  station: text,
  operator: text,
  simulated: z.boolean(),
  channel: code,
  target: text,
  mac: text.optional(),
  product: text.optional(),
  outcome: code,
  errorCode: code.optional(),
});

/** The body of either kind; one of a kind that this version does not know is malformed. */
export function parseAnyBody(body: unknown): Parsed<ChainedRecord['body']> {
  if (typeof body !== 'object' || body === null || !('kind' in body)) return parseRecordBody(body);
  const result = credentialsBodySchema.safeParse(body);
  return result.success ? parsed(result.data as unknown as CredentialsBody) : malformed('record.bad-shape', 0);
}
