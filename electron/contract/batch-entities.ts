import { z } from 'zod';
import { errorEnvelope } from './envelope.ts';

const text = z.string().max(1000);
const count = z.int().nonnegative();

/** The batch that runs, or the last one until another begins. */
export const batchEntity = z.strictObject({
  id: z.string().max(100),
  startedAt: z.string().max(40),
  /** `stopped` while the last units come to rest as well: `counters.pending` says whether any still does. */
  status: z.enum(['running', 'paused', 'stopped']),
  /** Of the units that begin from now on. */
  operator: text,
  workOrder: text.optional(),
  release: z.strictObject({ id: z.string().max(64), productName: text, version: text }),
  policy: z.strictObject({ name: text, signedBy: text }).optional(),
  needsSerial: z.boolean(),
  /** Most units at once. */
  parallel: count,
  /** Every unit once, by its last end; `pending` are at work or in the queue and not part of `units` yet. */
  counters: z.strictObject({
    units: count,
    recovered: count,
    setAside: count,
    failed: count,
    interrupted: count,
    pending: count,
  }),
});

export const stationPhases = [
  'empty',
  'waiting',
  'paused',
  'connecting',
  'inspecting',
  'planning',
  'needs-serial',
  'running',
  'recovered',
  'unplug-me',
  'set-aside',
  'interrupted',
  'failed',
] as const;

/** One place of the batch and the unit in it, by its number. */
export const stationEntity = z.strictObject({
  /** From 1. */
  number: z.int().min(1).max(32),
  port: text,
  plugged: z.boolean(),
  phase: z.enum(stationPhases),
  /** While a job runs on the unit. */
  progress: z
    .strictObject({
      step: z.string().max(40).optional(),
      target: text,
      /** Of the whole job, 0 to 1. */
      share: z.number().min(0).max(1),
      secondsLeft: z.number().nonnegative().optional(),
      bytesPerSecond: z.number().nonnegative().optional(),
      retries: count,
      /** The next try succeeds only if somebody holds the unit's button down. */
      needs: z.literal('button').optional(),
      /** A job that had stopped goes on. */
      resumed: z.boolean(),
    })
    .optional(),
  unit: z
    .strictObject({ mac: z.string().max(40), chip: z.string().max(20), versionBefore: text.optional() })
    .optional(),
  serial: text.optional(),
  outcome: z.string().max(40).optional(),
  /** Why it was set aside, was interrupted or failed. */
  error: errorEnvelope.optional(),
  /** Codes of what else forbids it. */
  others: z.array(z.string().max(100)).max(100).optional(),
  startedAt: z.string().max(40).optional(),
  endedAt: z.string().max(40).optional(),
  /** Number of the record that its last job left. */
  record: z.int().positive().optional(),
});

export type BatchEntity = z.infer<typeof batchEntity>;
export type StationEntity = z.infer<typeof stationEntity>;
export type StationPhaseName = StationEntity['phase'];
