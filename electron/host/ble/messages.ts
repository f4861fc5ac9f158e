import { z } from 'zod';
import { errorEnvelope } from '../../contract/envelope.ts';
import { bleBackends } from '../../core/interfaces/ble-backend.ts';

/** What crosses between a process and the one that speaks Bluetooth for it. Both ends parse; bytes travel as base64. */

const id = z.int().positive();
const unit = z.string().min(1).max(64);
const uuid = z.string().regex(/^[0-9a-f]{32}$/);
/** Of an attribute's value at most 512 bytes. */
const value = z.base64().max(684);
const name = z.string().max(248);

/** Units connected at once, and calls that wait: more of either is a fault. */
export const maxLinks = 8;
export const maxCalls = 64;
/** Longer is no message of this kind. */
export const maxMessageLength = 100_000;

const call = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('state') }),
  z.strictObject({ op: z.literal('scan') }),
  z.strictObject({ op: z.literal('connect'), unit }),
  /** A link has the number of the call that connected it. */
  z.strictObject({ op: z.literal('write'), link: id, characteristic: uuid, value }),
  z.strictObject({ op: z.literal('read'), link: id, characteristic: uuid }),
  z.strictObject({ op: z.literal('disconnect'), link: id }),
]);

export const toBleProcess = z.discriminatedUnion('type', [
  /** Comes first, once: which way to Bluetooth. */
  z.strictObject({ type: z.literal('open'), backend: z.enum(bleBackends), isPackaged: z.boolean() }),
  z.strictObject({ type: z.literal('call'), id, call }),
  /** Nobody waits for that call any more; a link that it led to is not wanted. */
  z.strictObject({ type: z.literal('cancel'), id }),
]);

const advertisement = z.strictObject({
  id: unit,
  name: name.optional(),
  rssi: z.number(),
  serviceUuids: z.array(uuid).max(32).readonly(),
  connectable: z.boolean(),
});

export const fromBleProcess = z.discriminatedUnion('type', [
  /** Heard by the scan of that number. */
  z.strictObject({ type: z.literal('advertisement'), id, advertisement }),
  z.strictObject({ type: z.literal('done'), id, value: z.unknown() }),
  z.strictObject({ type: z.literal('failed'), id, error: errorEnvelope }),
]);

/** What a call leads to. */
export const bleResults = {
  state: z.enum(['ready', 'off', 'unauthorized', 'no-adapter', 'not-installed']),
  connect: z.strictObject({
    mtu: z.int().min(23).max(517).optional(),
    services: z
      .array(
        z.strictObject({
          uuid,
          characteristics: z.array(z.strictObject({ uuid, name: name.optional() })).max(64),
        }),
      )
      .max(32),
  }),
  read: value,
} as const;

export type BleCall = z.infer<typeof call>;
export type ToBleProcess = z.infer<typeof toBleProcess>;
export type FromBleProcess = z.infer<typeof fromBleProcess>;
