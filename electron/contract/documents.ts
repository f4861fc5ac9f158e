import { z } from 'zod';
import type { Report } from '../core/engine/report.ts';
import type { Explanation } from '../core/explain/explanation.ts';
import type { UnitFacts } from '../core/inspect/facts.ts';
import type { RecoveryPlan } from '../core/plan/plan.ts';
import { unitFactsSchema } from '../core/records/facts-schema.ts';
import { planSchema, reportSchema, verdictSchema } from '../core/records/record-schema.ts';
import type { ReleaseManifest } from '../core/release/manifest.ts';
import { manifestSchema } from '../core/release/manifest-schema.ts';
import type { Verdict } from '../core/trust/verdict.ts';

/**
 * The large values of core as they cross. The schema checks every member that a screen looks at; the type is core's.
 * Only these casts join the two: the same schemas read records back, where they are proven against core's own values.
 */
function document<T>(schema: z.ZodType): z.ZodType<T> {
  return schema as unknown as z.ZodType<T>;
}

export const factsDocument = document<UnitFacts>(unitFactsSchema);
export const verdictDocument = document<Verdict>(verdictSchema);
export const planDocument = document<RecoveryPlan>(planSchema);
export const manifestDocument = document<ReleaseManifest>(manifestSchema);
export const reportDocument = document<Report>(reportSchema);
export const explanationDocument = document<Explanation>(
  z.looseObject({
    schema: z.literal(1),
    observations: z.array(z.looseObject({ line: z.number(), code: z.string(), name: z.string(), text: z.string() })),
    causes: z.array(z.looseObject({ code: z.string(), weight: z.number(), because: z.array(z.number()) })),
    ask: z.looseObject({ code: z.string() }),
  }),
);

/** A drawing made by core: shown as an image, never as markup. */
export const picture = z.string().max(2_000_000).startsWith('<svg');

/** Bytes of a file, base64. */
export const fileBytes = z.base64().max(90 << 20);

const wireLine = z.strictObject({
  timeMs: z.number(),
  requestBytes: z.int(),
  replyBytes: z.int(),
  result: z.enum(['ok', 'refused', 'timeout', 'lost']),
  durationMs: z.number(),
});

/** One line of the wire log: a command to the loader, or without a cable an exchange with an endpoint. */
export const wireEvent = z.union([
  wireLine.extend({ opcode: z.int() }),
  wireLine.extend({ endpoint: z.string().max(100) }),
]);
