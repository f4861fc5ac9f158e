import { z } from 'zod';
import { maxFlashSize } from '../bytes/flash-offset.ts';
import { RecoveryError } from '../errors/recovery-error.ts';
import { printableText } from '../trust/printable-text.ts';
import { isPackageFileName, manifestFileName, signatureFileName } from './file-name.ts';
import type { ReleaseManifest } from './manifest.ts';
import { provisioningProfileSchema } from './provisioning-profile.ts';

/** Characters that a person can see: no control, format, private or separator characters but the plain space. */
const visible = /^[^\p{C}\p{Zl}\p{Zp}]*$/u;

const text = (max: number) => z.string().min(1).max(max).regex(visible);
const identifier = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const label = z.string().regex(/^[\x20-\x7e]{1,16}$/);
const date = z.iso.datetime().max(40);
const revision = z.number().int().min(0).max(0xffff);
const fileName = z.string().refine((name) => isPackageFileName(name) && !reservedNames.includes(name));
const reservedNames: readonly string[] = [manifestFileName, signatureFileName];

const bootloader = z.union([z.strictObject({ fingerprint: digest }), z.strictObject({ idfVersion: text(40) })]);

const buildNumber = z.number().int().min(0).max(0xffffffff);
const recovery = z.strictObject({
  build: buildNumber,
  hwRevisions: z.array(text(16)).max(16).optional(),
  minFromBuild: buildNumber.optional(),
  compact: z.boolean().optional(),
});

const image = z
  .strictObject({
    chip: z.enum(['ESP32', 'ESP32-C3']),
    role: z.enum(['app', 'trust']),
    file: fileName,
    size: z.number().int().min(1).max(maxFlashSize),
    sha256: digest,
    partition: label.optional(),
    /** The eFuse counter has 32 bits at most (FORMATS §9). */
    secureVersion: z.number().int().min(0).max(32).optional(),
    minRevision: revision.optional(),
    maxRevision: revision.optional(),
    bootloaders: z.array(bootloader).max(64),
    recovery: recovery.optional(),
  })
  .refine(({ role, partition }) => (role === 'trust') === (partition !== undefined), { path: ['partition'] })
  .refine(({ role, recovery: rules }) => role === 'app' || rules === undefined, { path: ['recovery'] })
  .refine(({ minRevision = 0, maxRevision = 0xffff }) => minRevision <= maxRevision, { path: ['maxRevision'] });

const knownRelease = z.strictObject({
  version: text(64),
  build: text(64).optional(),
  images: z.array(digest).max(64),
  anchors: z.array(digest).max(256),
});

/** Shorter texts would recognise units by accident. */
const minTelling = 4;

const identifyRule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('image-hash'), sha256: digest }),
  z.strictObject({ kind: z.literal('project-name'), value: text(32) }),
  z.strictObject({ kind: z.literal('string'), value: text(200).min(minTelling) }),
  z.strictObject({ kind: z.literal('nvs-namespace'), value: text(15) }),
  z.strictObject({ kind: z.literal('partition-table'), labels: z.array(label).min(1).max(96) }),
]);

const boot = z.strictObject({
  version: text(200).min(minTelling),
  lines: z.array(text(200)).max(32),
  timeoutMs: z.number().int().min(1000).max(600_000),
});

const server = z.strictObject({
  host: z.string().regex(/^[A-Za-z0-9.:[\]-]{1,253}$/),
  port: z.number().int().min(1).max(65_535),
});

/** `release.json`, shape and limits. */
export const manifestSchema = z
  .strictObject({
    format: z.literal(1),
    product: z.strictObject({ id: identifier, name: text(100) }),
    version: text(64),
    build: text(64),
    created: date,
    validFrom: date.optional(),
    validUntil: date.optional(),
    images: z.array(image).min(1).max(32),
    preserve: z.array(label).max(96),
    trust: z.array(label).max(16),
    knownReleases: z.array(knownRelease).max(1000),
    identify: z.array(identifyRule).max(200),
    servers: z.array(server).max(32),
    boot,
    nvs: z.strictObject({ formatVersion: z.union([z.literal(1), z.literal(2)]), encrypted: z.boolean() }).optional(),
    wearLevelling: z.union([z.literal(1), z.literal(2)]).optional(),
    dateCheck: z.boolean().optional(),
    certificates: z.array(z.base64().max(12_000)).max(256).optional(),
    backupRecipient: z
      .string()
      .regex(/^age1[0-9a-z]{10,100}$/)
      .optional(),
    provisioning: provisioningProfileSchema.optional(),
  })
  .refine(({ images }) => images.some(({ role }) => role === 'app'), { path: ['images'] })
  .refine(
    ({ images, trust }) => images.every(({ partition }) => partition === undefined || trust.includes(partition)),
    { path: ['trust'] },
  )
  .refine(({ validFrom, validUntil }) => !validFrom || !validUntil || Date.parse(validFrom) <= Date.parse(validUntil), {
    path: ['validUntil'],
  }) satisfies z.ZodType<ReleaseManifest>;

const maxManifestLength = 1 << 20;

/** Reads the bytes of `release.json`. Throws `release.bad-manifest` and `release.too-large`. */
export function parseManifest(bytes: Uint8Array): ReleaseManifest {
  if (bytes.length > maxManifestLength) {
    throw new RecoveryError('release.too-large', { size: bytes.length, limit: maxManifestLength });
  }
  return checkManifest(parseJson(bytes));
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new RecoveryError('release.bad-manifest', { path: '', reason: 'json' }, { cause });
  }
}

/** Checks a manifest, shape and limits. Throws `release.bad-manifest` with the first place that is wrong. */
export function checkManifest(value: unknown): ReleaseManifest {
  const manifest = manifestSchema.safeParse(value);
  if (manifest.success) return manifest.data;
  const [issue] = manifest.error.issues;
  const path = printableText(issue?.path.join('.') ?? '');
  throw new RecoveryError('release.bad-manifest', { path, reason: issue?.code ?? 'custom' });
}
