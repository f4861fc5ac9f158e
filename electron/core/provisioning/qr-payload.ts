import { z } from 'zod';
import { malformed, type Parsed, parsed } from '../formats/parsed.ts';

/** What the QR code on a unit says (PROTOCOLS §1.7). `pop` and `username` are secret. */
export interface QrPayload {
  readonly name: string;
  readonly transport: 'ble' | 'softap';
  /** Proof of possession of security 1, or password of security 2. */
  readonly pop: string | undefined;
  /** Security 2 alone. */
  readonly username: string | undefined;
  readonly network: 'wifi' | 'thread';
}

const maxLength = 1024;
const schema = z.object({
  ver: z.literal('v1'),
  name: z.string().min(1).max(64),
  transport: z.enum(['ble', 'softap']),
  pop: z.string().max(256).optional(),
  username: z.string().max(256).optional(),
  network: z.enum(['wifi', 'thread']).optional(),
});

/** Reads a scanned or pasted code. Problems are `qr.<reason>`; no part of a code ever stands in one. */
export function parseQrPayload(text: string): Parsed<QrPayload> {
  if (text.length > maxLength) return malformed('qr.too-long', maxLength);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return malformed('qr.no-json', 0);
  }
  const payload = schema.safeParse(value);
  if (!payload.success) return malformed('qr.bad-field', 0, { field: String(payload.error.issues[0]?.path[0] ?? '') });
  const { name, transport, pop, username, network = 'wifi' } = payload.data;
  return parsed({ name, transport, pop, username, network });
}
