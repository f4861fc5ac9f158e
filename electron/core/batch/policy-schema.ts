import { z } from 'zod';
import { RecoveryError } from '../errors/recovery-error.ts';
import { printableText } from '../trust/printable-text.ts';
import { allowableConfirmations, type BatchPolicy } from './policy.ts';

/** Far above any policy: 64 releases by hash stay below 8 KiB. */
export const maxPolicyBytes = 64 << 10;

/** A batch has at most so many stations (DESIGN §1). */
export const maxStations = 32;

const visible = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[^\p{C}\p{Zl}\p{Zp}]+$/u);
const date = z.iso.datetime().max(40);

const allowedRelease = z.union([
  z.strictObject({ manifestSha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  z.strictObject({ version: visible.max(64) }),
]);

const policySchema = z
  .strictObject({
    kind: z.literal('unstrand-batch-policy'),
    format: z.literal(1),
    name: visible,
    product: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/),
    releases: z.array(allowedRelease).min(1).max(64),
    allow: z.array(z.enum(allowableConfirmations)).max(allowableConfirmations.length),
    validFrom: date,
    validUntil: date,
    fullBackup: z.boolean(),
    maxParallel: z.number().int().min(1).max(maxStations),
  })
  .refine(({ validFrom, validUntil }) => Date.parse(validFrom) <= Date.parse(validUntil), {
    path: ['validUntil'],
  }) satisfies z.ZodType<BatchPolicy>;

/** Reads the bytes of a policy. Throws `batch.policy-unreadable` with the first place that is wrong. */
export function parsePolicy(bytes: Uint8Array): BatchPolicy {
  if (bytes.length > maxPolicyBytes) throw unreadable('', 'too-large');
  const policy = policySchema.safeParse(parseJson(bytes));
  if (policy.success) return policy.data;
  const [issue] = policy.error.issues;
  throw unreadable(printableText(issue?.path.join('.') ?? ''), issue?.code ?? 'custom');
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes), refuseSpecialKeys);
  } catch (cause) {
    throw cause instanceof RecoveryError ? cause : unreadable('', 'json', cause);
  }
}

/** No member of a policy is called so; nothing behind may ever have to wonder what such a key does. */
function refuseSpecialKeys(key: string, value: unknown): unknown {
  if (key === '__proto__' || key === 'constructor' || key === 'prototype') throw unreadable(key, 'unrecognized_keys');
  return value;
}

function unreadable(path: string, reason: string, cause?: unknown): RecoveryError {
  return new RecoveryError('batch.policy-unreadable', { path, reason }, { cause });
}
