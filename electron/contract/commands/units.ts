import { z } from 'zod';
import { factsDocument, picture, planDocument, reportDocument, verdictDocument, wireEvent } from '../documents.ts';
import { errorEnvelope } from '../envelope.ts';
import { command } from './define.ts';
import { unitCredentials } from './radio.ts';

const unit = z.strictObject({ unit: z.string().max(40) });
const nothing = z.strictObject({});
const name = z.string().trim().min(1).max(100);
const ticket = z.string().max(100).optional();
const planHash = z.string().regex(/^[0-9a-f]{64}$/);

/** The server to judge against: asked now as the unit would ask it, or what a person pasted. */
const server = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('probe'), server: z.string().max(300) }),
  z.strictObject({ kind: z.literal('pasted'), text: z.string().max(2_000_000), host: z.string().max(253).optional() }),
]);

export type JudgeServer = z.output<typeof server>;

const refusal = z.strictObject({ code: z.string().max(100), params: errorEnvelope.shape.params });

/**
 * What takes long (inspect, recover, resume, listen, backup, restore) is answered when it has begun: the unit's entity
 * tells how it goes on and how it ended, and goes on doing so when the screen that asked is gone. `unit.stop` ends it.
 */
export const unitCommands = {
  /**
   * Connects to a target and inspects it; answers when the unit is known by an id, while inspection goes on. Over Bluetooth
   * or Wi-Fi with what its label says, or by the text of its QR code alone.
   */
  'unit.open': command(
    z.union([
      z.strictObject({ target: z.string().max(1000), credentials: unitCredentials.optional() }),
      z.strictObject({ qr: z.string().max(1024) }),
    ]),
    unit,
  ),
  /**
   * Goes on over another way to the same unit: an unfinished job is resumed there, else the unit is read anew. What is under
   * way on the way before is stopped first.
   */
  'unit.move': command(unit.extend({ target: z.string().max(1000), credentials: unitCredentials.optional() }), nothing),
  /** Reads it again. */
  'unit.inspect': command(unit, nothing),
  /** Forgets a unit on which nothing runs. */
  'unit.close': command(unit, nothing),
  'unit.facts': command(unit, factsDocument),
  'unit.judge': command(
    unit.extend({ server, dateCheck: z.enum(['on', 'off', 'unknown']) }),
    z.strictObject({
      verdict: verdictDocument,
      picture,
      /** Codes of what was seen of the server besides its certificates. */
      findings: z.array(refusal).max(200),
    }),
  ),
  /** Plans with an installed release; the host keeps the plan under its hash. */
  'unit.plan': command(
    unit.extend({
      release: z.string().max(64),
      mode: z.enum(['guided', 'technician']),
      fullBackup: z.boolean(),
      productConfirmedBy: name.optional(),
    }),
    z.discriminatedUnion('ok', [
      z.strictObject({ ok: z.literal(true), plan: planDocument }),
      z.strictObject({ ok: z.literal(false), refusals: z.array(refusal).min(1).max(100) }),
    ]),
  ),
  /** Starts what was planned; a plan with confirmations needs the ticket that was given for its hash. */
  'unit.recover': command(
    unit.extend({
      planHash,
      ticket,
      operator: name,
      workOrder: z.string().max(1000).optional(),
      serial: z.string().max(100).optional(),
    }),
    nothing,
  ),
  /** Goes on with the unit's unfinished job. */
  'unit.resume': command(unit, nothing),
  /** Stops the work that is under way; the journal keeps what is needed to resume. */
  'unit.stop': command(unit, nothing),
  'unit.report': command(
    unit,
    z.strictObject({ report: reportDocument, plan: planDocument, verdict: verdictDocument.optional() }),
  ),
  /** The last boot log seen, redacted, with the lines that matter. */
  'unit.boot-log': command(
    unit,
    z.strictObject({
      text: z.string().max(1_000_000),
      marked: z.array(z.strictObject({ line: z.int().positive(), code: z.string().max(100) })).max(1000),
    }),
  ),
  /** Restarts the unit and listens. */
  'unit.listen': command(unit, nothing),
  'unit.wire': command(
    unit.extend({ from: z.int().nonnegative() }),
    z.strictObject({ events: z.array(wireEvent).max(1000), next: z.int().nonnegative(), total: z.int().nonnegative() }),
  ),
  /** Keeps the whole flash, encrypted, on this machine. */
  'unit.backup': command(unit, nothing),
  'backup.list': command(
    z.strictObject({ mac: z.string().max(40).optional() }),
    z
      .array(
        z.strictObject({ id: z.string().max(200), mac: z.string().max(40), at: z.string().max(40), bytes: z.int() }),
      )
      .max(10_000),
  ),
  /** First answers the hash that a ticket has to be asked for, then takes the ticket. */
  'unit.restore': command(
    unit.extend({ backup: z.string().max(200), ticket, planHash: planHash.optional() }),
    z.strictObject({ needsTicketFor: planHash.optional() }),
  ),
} as const;
