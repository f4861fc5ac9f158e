import { z } from 'zod';
import { decodeBase64, encodeBase64 } from '../bytes/base64.ts';
import { sha256Hex } from '../bytes/digest.ts';
import { RecoveryError } from '../errors/recovery-error.ts';
import { decodeKeyPem } from './key-pem.ts';
import { importVerifier } from './release-key.ts';

/** A public key whose releases this station takes. */
export interface EnrolledKey {
  /** SHA-256 of the SubjectPublicKeyInfo, lower-case hexadecimal. */
  readonly id: string;
  readonly name: string;
  /** SubjectPublicKeyInfo, base64. */
  readonly spki: string;
  /** ISO 8601 UTC. */
  readonly enrolledAt: string;
  /** From then on nothing that it signed is taken, whenever it was signed: a package's own date proves nothing. */
  readonly revokedAt?: string | undefined;
}

/** The keys of a station. A revoked key stays, so that it cannot be enrolled again by mistake. */
export interface KeyRing {
  readonly schema: 1;
  readonly keys: readonly EnrolledKey[];
}

export const emptyKeyRing: KeyRing = { schema: 1, keys: [] };

const maxKeys = 256;
const visibleName = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[^\p{C}\p{Zl}\p{Zp}]+$/u);

const keyRingSchema = z.strictObject({
  schema: z.literal(1),
  keys: z
    .array(
      z.strictObject({
        id: z.string().regex(/^[0-9a-f]{64}$/),
        name: visibleName,
        spki: z.base64().max(200),
        enrolledAt: z.iso.datetime(),
        revokedAt: z.iso.datetime().optional(),
      }),
    )
    .max(maxKeys)
    .refine((keys) => new Set(keys.map(({ id }) => id)).size === keys.length)
    .refine((keys) => keys.every(({ id, spki }) => sha256Hex(decodeBase64(spki)) === id)),
}) satisfies z.ZodType<KeyRing>;

/** Reads a key ring from its JSON. Throws `key.ring-damaged`: a damaged ring is never taken for an empty one. */
export function parseKeyRing(json: string): KeyRing {
  try {
    return keyRingSchema.parse(JSON.parse(json));
  } catch (cause) {
    throw new RecoveryError('key.ring-damaged', {}, { cause });
  }
}

export function encodeKeyRing(ring: KeyRing): string {
  return `${JSON.stringify(ring, null, 2)}\n`;
}

/** Adds a P-256 public key in PEM. Throws `key.unreadable`, and `key.exists` for one that is there, revoked or not. */
export async function enrollKey(ring: KeyRing, publicKeyPem: string, name: string, now: number): Promise<KeyRing> {
  const spki = decodeKeyPem('PUBLIC KEY', publicKeyPem);
  const { id } = await importVerifier(spki);
  if (!visibleName.safeParse(name).success) throw new RecoveryError('key.unreadable', { reason: 'bad-name' });
  if (ring.keys.some((key) => key.id === id)) throw new RecoveryError('key.exists', { id });
  if (ring.keys.length >= maxKeys) throw new RecoveryError('key.unreadable', { reason: 'too-many-keys' });
  const key: EnrolledKey = { id, name, spki: encodeBase64(spki), enrolledAt: new Date(now).toISOString() };
  return { ...ring, keys: [...ring.keys, key] };
}

/** Revokes a key for good. Throws `key.unknown`. */
export function revokeKey(ring: KeyRing, id: string, now: number): KeyRing {
  if (!ring.keys.some((key) => key.id === id)) throw new RecoveryError('key.unknown', { id });
  const revokedAt = new Date(now).toISOString();
  return {
    ...ring,
    keys: ring.keys.map((key) => (key.id === id ? { ...key, revokedAt: key.revokedAt ?? revokedAt } : key)),
  };
}
