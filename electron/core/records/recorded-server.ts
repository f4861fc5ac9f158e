import { z } from 'zod';
import type { ServerView } from '../trust/verdict.ts';

/** What the server sent when the job judged it: base64 DER in sent order. How it came over the line is not kept. */
export type RecordedServer = Omit<ServerView, 'flight'>;

/** Far above what a server sends, and far enough below the longest line that a record can have. */
const maxChainLength = 1 << 20;

export const recordedServerSchema = z.looseObject({
  host: z.string().max(255).optional(),
  chain: z
    .array(z.string())
    .max(64)
    .refine((chain) => chain.reduce((length, { length: more }) => length + more, 0) <= maxChainLength),
  source: z.string().max(200),
});

/** The server for a record: whole, or not at all where it is larger than a reader of records takes. */
export function recordedServer(server: RecordedServer | undefined): RecordedServer | undefined {
  return recordedServerSchema.safeParse(server).success ? server : undefined;
}
