import { z } from 'zod';
import { errorEnvelope } from './envelope.ts';

/**
 * What crosses between main and the device host's process, apart from the screens' lanes: main brokers ports, asks what a
 * plan does before it lets a person agree, and forks what the host may not fork itself. Both ends parse.
 */

const id = z.int().positive();
const planHash = z.string().regex(/^[0-9a-f]{64}$/);

/** A text of `resources/locales/<language>/plan.json` and what it is filled with. */
const planText = z.object({
  code: z.string().max(100),
  params: z.record(z.string().max(100), z.union([z.string().max(10_000), z.number(), z.boolean()])).readonly(),
});

/** What a person agrees to: taken from the host, since a screen could lie. */
export const planDescription = z.object({
  summary: planText,
  confirmations: z.array(planText).max(20).readonly(),
});

export type PlanToConfirm = z.infer<typeof planDescription>;

/** Programs that the host may ask for. With the fuse runAsNode off nothing but main can start one. */
export const helperNames = ['ble'] as const;
export type HelperName = (typeof helperNames)[number];

/** From main to the device host's process. */
export const toHostProcess = z.discriminatedUnion('type', [
  /** A screen's lane: its port comes with the message. */
  z.strictObject({ type: z.literal('connect') }),
  z.strictObject({ type: z.literal('describe-plan'), id, planHash }),
  z.strictObject({ type: z.literal('grant-ticket'), id, planHash, token: z.string().max(100) }),
  /** The helper that `fork-helper` asked for runs: a port to it comes with the message. */
  z.strictObject({ type: z.literal('helper'), id }),
  z.strictObject({ type: z.literal('helper-ended'), id }),
  /** The app closes: end what can be ended, then exit. */
  z.strictObject({ type: z.literal('stop') }),
]);

/** From the device host's process to main. */
export const toMain = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready') }),
  /** How many units are being worked on. */
  z.strictObject({ type: z.literal('jobs'), running: z.int().nonnegative() }),
  z.discriminatedUnion('ok', [
    z.strictObject({ type: z.literal('reply'), id, ok: z.literal(true), value: z.unknown() }),
    z.strictObject({ type: z.literal('reply'), id, ok: z.literal(false), error: errorEnvelope }),
  ]),
  z.strictObject({ type: z.literal('fork-helper'), id, helper: z.enum(helperNames) }),
  z.strictObject({ type: z.literal('end-helper'), id }),
]);

export type ToHostProcess = z.infer<typeof toHostProcess>;
export type ToMain = z.infer<typeof toMain>;
