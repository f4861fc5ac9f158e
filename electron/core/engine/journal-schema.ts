import { z } from 'zod';
import { type ErrorCode, errorCatalogue } from '../errors/catalogue.ts';
import { unitStates } from '../errors/recovery-error.ts';
import type { UnitFacts } from '../inspect/facts.ts';
import type { RecoveryPlan } from '../plan/plan.ts';
import { planHash } from '../plan/plan-hash.ts';
import type { Verdict } from '../trust/verdict.ts';
import { jobOutcomes } from './events.ts';
import type { JournalEntry } from './journal.ts';

const at = z.string();
const step = z.int().nonnegative();
const unitState = z.enum(unitStates);
const outcome = z.enum(jobOutcomes);
/** A plan is whole when its content has the hash that it names. */
const plan = z.custom<RecoveryPlan>((value) => isObject(value) && isWhole(value as unknown as RecoveryPlan));

/** One line of a journal as this version writes it. */
export const journalEntry: z.ZodType<JournalEntry> = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('job'),
    at,
    plan,
    operator: z.string(),
    confirmedHash: z.string().optional(),
    factsBefore: z.custom<UnitFacts>(isObject),
    verdictBefore: z.custom<Verdict>(isObject).optional(),
  }),
  z.object({ type: z.literal('backup'), at, id: z.string() }),
  z.object({ type: z.literal('begin'), at, step, unitState }),
  z.object({ type: z.literal('end'), at, step, unitState }),
  z.object({ type: z.literal('error'), at, code: z.custom<ErrorCode>(isErrorCode), unitState }),
  z.object({ type: z.literal('closed'), at, outcome, unitState }),
]);

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isWhole(candidate: RecoveryPlan): boolean {
  return planHash(candidate) === candidate.hash;
}

function isErrorCode(value: unknown): boolean {
  return typeof value === 'string' && Object.hasOwn(errorCatalogue, value);
}
