import { z } from 'zod';
import { fileBytes } from '../documents.ts';
import { command } from './define.ts';

const nothing = z.strictObject({});
const name = z.string().trim().min(1).max(100);
const station = z.strictObject({ station: z.int().min(1).max(32) });
const small = z.base64().max(100_000);

/** Many units at once. There is one batch at a time; its entities tell how it goes. */
export const batchCommands = {
  /** From now on every unit that is plugged in is recovered, as far as the policy allows. */
  'batch.start': command(
    z.strictObject({
      release: z.string().regex(/^[0-9a-f]{64}$/),
      /** Exact bytes of the policy file and of the signature beside it. */
      policy: z.strictObject({ file: small, signature: small }).optional(),
      operator: name,
      workOrder: z.string().trim().max(200).optional(),
      /** Only these ports; without them every port that is or comes. */
      ports: z.array(z.string().max(1000)).min(1).max(32).optional(),
      /** No unit is written to before its serial number was scanned. */
      needsSerial: z.boolean(),
    }),
    nothing,
  ),
  /** Begins no further unit. */
  'batch.pause': command(nothing, nothing),
  'batch.resume': command(nothing, nothing),
  /** Stops units at work at their next block; answered when all are at rest. */
  'batch.stop': command(nothing, nothing),
  'batch.retry': command(station, nothing),
  'batch.assign': command(station.extend({ serial: z.string().max(1000) }), nothing),
  /** Another person works from now on: units that begin later carry their name. */
  'batch.operator': command(z.strictObject({ operator: name }), nothing),
  /** The shift report of the batch, from its beginning until now: a self-contained page. */
  'batch.report': command(nothing, z.strictObject({ html: z.string().max(20_000_000) })),
  /** A printable page with a code for each station, that scanners read; there need be no batch. */
  'batch.station-codes': command(nothing, z.strictObject({ html: z.string().max(20_000_000) })),
  /** Every unit of the batch: as a table, or with all that is known of the stations. */
  'batch.export': command(z.strictObject({ format: z.enum(['csv', 'json']) }), z.strictObject({ file: fileBytes })),
} as const;
