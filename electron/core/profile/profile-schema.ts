import { z } from 'zod';
import { RecoveryError } from '../errors/recovery-error.ts';
import { isPackageFileName } from '../release/file-name.ts';
import { printableText } from '../trust/printable-text.ts';
import type { ProfileManifest } from './profile.ts';
import { profileFiles } from './profile-files.ts';

/** Characters that a person can see: no control, format, private or separator characters but the plain space. */
const visible = /^[^\p{C}\p{Zl}\p{Zp}]+$/u;
const name = z.string().max(100).regex(visible);
const reserved: readonly string[] = Object.values(profileFiles);

const file = z.strictObject({
  file: z.string().refine((text) => isPackageFileName(text) && !reserved.includes(text)),
  size: z.int().min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

const manifestSchema = z.strictObject({
  format: z.literal(1),
  vendor: name,
  product: z.strictObject({ id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/), name }),
  created: z.iso.datetime().max(40),
  keys: z.array(z.strictObject({ name, spki: z.base64().max(200) })).max(8),
  release: file.optional(),
  photos: z.strictObject({ button: file.optional(), socket: file.optional() }),
  supportContact: z.string().max(300).regex(visible).optional(),
}) satisfies z.ZodType<ProfileManifest>;

const maxManifestLength = 1 << 16;

/** Reads the bytes of `profile.json`. Throws `profile.bad-manifest` and `profile.too-large`. */
export function parseProfileManifest(bytes: Uint8Array): ProfileManifest {
  if (bytes.length > maxManifestLength) {
    throw new RecoveryError('profile.too-large', { size: bytes.length, limit: maxManifestLength });
  }
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new RecoveryError('profile.bad-manifest', { path: '', reason: 'json' }, { cause });
  }
  const manifest = manifestSchema.safeParse(value);
  if (manifest.success) return manifest.data;
  const [issue] = manifest.error.issues;
  const path = printableText(issue?.path.join('.') ?? '');
  throw new RecoveryError('profile.bad-manifest', { path, reason: issue?.code ?? 'custom' });
}
