import { z } from 'zod';
import { malformed, type Parsed, parsed } from '../formats/parsed.ts';
import { profileIds } from './client-profile.ts';
import { probeFindingCodes } from './probe-findings.ts';
import { maxCertificates } from './server-flight.ts';
import type { ServerProbe } from './server-probe.ts';

const maxTextLength = 1 << 20;
const count = z.int().nonnegative();
const name = z.string().max(255);

const result = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('flight'),
    version: z.enum(['1.0', '1.1', '1.2']),
    suite: name,
    group: name.optional(),
    chain: z.array(z.base64().min(1)).min(1).max(maxCertificates),
    certificateMessageBytes: count,
    certificateRecords: count,
    recordSizes: z.array(count).max(4096),
  }),
  z.object({ kind: z.literal('refused'), alert: count.max(255), alertName: name }),
]);

const serverProbe: z.ZodType<ServerProbe> = z.object({
  schema: z.literal(1),
  host: name,
  port: count.min(1).max(65535),
  address: name.optional(),
  at: z.iso.datetime(),
  profile: z.enum(profileIds),
  result,
  findings: z
    .array(
      z.object({ code: z.enum(probeFindingCodes), params: z.record(z.string(), z.union([z.string(), z.number()])) }),
    )
    .max(64),
});

/** A probe as text to keep: JSON. */
export function encodeServerProbe(probe: ServerProbe): string {
  return `${JSON.stringify(probe, null, 2)}\n`;
}

/** A kept probe. Its certificates are read where they are judged, not here. */
export function parseServerProbe(text: string): Parsed<ServerProbe> {
  if (text.length > maxTextLength) return malformed('stored-probe.too-large', 0, { size: text.length });
  const probe = serverProbe.safeParse(parseJson(text));
  if (probe.success) return parsed(probe.data);
  return malformed('stored-probe.unreadable', 0, { field: probe.error.issues[0]?.path.join('.') ?? '' });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
