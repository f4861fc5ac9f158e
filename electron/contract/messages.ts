import { z } from 'zod';
import { errorEnvelope } from './envelope.ts';
import { hostChange, hostState } from './state.ts';

const id = z.int().positive();
const sequence = z.int().nonnegative();

/** From a screen to the device host. Ids are the screen's own, each larger than the one before. */
export const toHost = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('request'), id, command: z.string().max(60), params: z.unknown() }),
  z.strictObject({ type: z.literal('cancel'), id }),
  /** A screen that missed a delta asks for everything again. */
  z.strictObject({ type: z.literal('resync') }),
]);

/**
 * From the device host to a screen. What a command changed is told before its reply comes. `sequence` grows by one with every delta; a
 * snapshot names the last one that it holds.
 */
export const toScreen = z.discriminatedUnion('type', [
  z.discriminatedUnion('ok', [
    z.strictObject({ type: z.literal('reply'), id, ok: z.literal(true), value: z.unknown() }),
    z.strictObject({ type: z.literal('reply'), id, ok: z.literal(false), error: errorEnvelope }),
  ]),
  z.strictObject({ type: z.literal('snapshot'), sequence, state: hostState }),
  z.strictObject({ type: z.literal('delta'), sequence, changes: z.array(hostChange).max(1000) }),
]);

export type ToHost = z.infer<typeof toHost>;
export type ToScreen = z.infer<typeof toScreen>;

/** A message may be this long as JSON: a firmware package as base64, and what stands around it. */
export const maxMessageLength = 96 << 20;
/** Requests of one screen that may be under way at once. */
export const maxOpenRequests = 64;
