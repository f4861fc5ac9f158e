import { z } from 'zod';
import { maxFlashSize } from '../bytes/flash-offset.ts';
import { malformed, type Parsed, parsed } from '../formats/parsed.ts';
import { networkFindings } from '../provisioning/wifi/network-finding.ts';
import type { UnitFacts } from './facts.ts';

const text = z.string().max(4096);
const label = z.string().max(64);
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const base64 = z.base64().max(16_384);
const flash = z.number().int().min(0).max(maxFlashSize);
const count = z.number().int().min(0).max(0xffffffff);
const date = z.iso.datetime({ offset: true }).max(40);
const list = <T extends z.ZodType>(entry: T) => z.array(entry).max(4096);

const unknownReason = z.enum(['not-read', 'not-present', 'not-readable', 'encrypted', 'damaged', 'not-supported']);
const confidence = z.enum(['exact', 'high', 'low']);

function fact<T extends z.ZodType>(value: T) {
  return z.discriminatedUnion('known', [
    z.object({ known: z.literal(true), value }),
    z.object({ known: z.literal(false), reason: unknownReason }),
  ]);
}

const product = z.object({
  id: fact(text),
  confidence,
  evidence: list(
    z.object({
      kind: z.enum([
        'image-hash',
        'string',
        'nvs-namespace',
        'partition-table',
        'project-name',
        'unit-report',
        'operator',
      ]),
      detail: text,
    }),
  ),
});

const chip = z.object({
  family: z.enum(['ESP32', 'ESP32-C3']),
  revision: fact(count),
  features: list(text),
  mac: fact(z.string().regex(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/)),
  flashId: fact(count),
  flashSize: fact(flash),
});

const security = z.object({
  flashEncryption: fact(z.enum(['off', 'development', 'release'])),
  secureBoot: fact(z.enum(['none', 'v1', 'v2'])),
  secureBootKeyDigests: fact(list(digest)),
  downloadMode: fact(z.enum(['full', 'secure', 'disabled'])),
  secureVersion: fact(count),
});

const byte = z.number().int().min(0).max(0xff);
const partition = z.object({
  label,
  type: byte,
  subtype: byte,
  offset: flash,
  size: flash,
  encrypted: z.boolean(),
  readonly: z.boolean(),
});

/** JSON has no undefined: an erased sector is written as null. */
const otadataRecord = z
  .object({
    sequence: count,
    state: z.enum(['new', 'pending-verify', 'valid', 'invalid', 'aborted', 'undefined']),
    crcValid: z.boolean(),
  })
  .nullish()
  .transform((record) => record ?? undefined);

const layout = z.object({
  tableOffset: fact(flash),
  tableChecksum: fact(z.enum(['md5', 'none'])),
  tableSha256: fact(digest),
  partitions: list(partition),
  otadata: fact(z.object({ sha256: digest, records: z.tuple([otadataRecord, otadataRecord]) })),
  runningSlot: fact(label),
  runningSlotEvidence: z.enum(['boot-log', 'otadata', 'only-app', 'fallback', 'unit-report', 'none']),
  canUpdateOverTheAir: fact(z.boolean()),
});

const bootloader = z.object({
  offset: flash,
  valid: fact(z.boolean()),
  idfVersion: fact(text),
  fingerprint: fact(digest),
  headerFlashSize: fact(count),
  flashMode: fact(count),
  flashFrequency: fact(count),
});

const slot = z.object({
  label,
  offset: flash,
  size: flash,
  image: fact(z.enum(['valid', 'invalid', 'header-only'])),
  imageLength: fact(flash),
  imageDigest: fact(digest),
  projectName: fact(text),
  idfVersion: fact(text),
  secureVersion: fact(count),
  versions: list(
    z.object({
      source: z.enum([
        'catalogue',
        'app-descriptor',
        'boot-log',
        'unit-report',
        'nvs',
        'app-string',
        'bootloader-string',
      ]),
      version: text,
      confidence,
    }),
  ),
  catalogueMatch: fact(text),
});

const place = z.object({
  partition: label,
  offset: flash.optional(),
  slot: label.optional(),
  item: text.optional(),
});

const knownRoot = z.object({
  name: text,
  by: z.enum(['certificate', 'key']),
  edition: count,
  until: date.optional(),
  distrusted: z.string().max(10).optional(),
});

const anchorBase = {
  spkiSha256: digest,
  subject: text,
  foundIn: place,
  encoding: z.enum(['pem', 'der', 'crt-bundle', 'release-catalogue']),
  usable: z.boolean(),
  knownRoot: fact(knownRoot).optional(),
};
const anchor = z.discriminatedUnion('kind', [
  z.object({ ...anchorBase, kind: z.literal('certificate'), certificate: base64, notBefore: date, notAfter: date }),
  z.object({
    ...anchorBase,
    kind: z.literal('name+key'),
    subjectDer: base64,
    spkiDer: base64,
    evidence: z.literal('catalogue').optional(),
  }),
  z.object({ ...anchorBase, kind: z.literal('hash-only') }),
]);

const identity = z.object({
  partition: label,
  layout: z.enum(['tlv', 'cust-flash', 'nvs', 'esp-at']),
  certificates: list(
    z.object({
      role: z.enum(['device', 'signer']),
      sha256: digest,
      subject: text,
      notBefore: date,
      notAfter: date,
      intact: z.boolean(),
    }),
  ),
  privateKeys: list(z.enum(['none', 'hmac-encrypted', 'hmac-derived', 'efuse', 'digital-signature'])),
  damagedEntries: count,
});

const trust = z.object({
  complete: z.boolean(),
  anchors: list(anchor),
  dateCheck: fact(z.boolean()),
  dateCheckEvidence: z.enum(['release', 'boot-log', 'unit-report', 'idf-default', 'operator', 'none']),
  urls: list(text),
  hosts: list(text),
  mbedTlsVersion: fact(text),
  tls: z.object({ explainsRefusals: z.boolean(), setsClock: z.boolean(), inputBuffer: fact(count) }).optional(),
  reportedInputBuffer: count.optional(),
  identities: list(identity).optional(),
});

const wlVersion = z.union([z.literal(1), z.literal(2)]);
const data = z.object({
  nvs: list(
    z.object({
      partition: label,
      namespaces: list(text),
      formatVersion: fact(wlVersion),
      encrypted: fact(z.boolean()),
      freePages: count,
      pages: count,
    }),
  ),
  hasWifiCredentials: fact(z.boolean()),
  network: fact(z.enum(networkFindings)).optional(),
  wearLevelling: list(z.object({ partition: label, version: fact(wlVersion) })),
});

const unitFacts = z.object({
  schema: z.literal(1),
  channel: z.enum(['usb', 'ble', 'softap', 'file']),
  simulated: z.boolean(),
  readAt: date,
  product,
  chip,
  security,
  layout,
  bootloader,
  slots: list(slot),
  trust,
  data,
  coverage: z.object({
    read: list(z.object({ offset: flash, length: flash })),
    skipped: list(z.object({ what: text, reason: unknownReason })),
  }),
  inferred: z.literal('release-catalogue').optional(),
});

/**
 * Facts that `inspect --json` wrote, checked member by member: a plan or verdict may rest on them. A problem's code is
 * `facts.bad-json` or `facts.bad-member`, with the first member that is wrong.
 */
export function parseFacts(json: string): Parsed<UnitFacts> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return malformed('facts.bad-json', 0);
  }
  const facts = unitFacts.safeParse(value);
  if (facts.success) return parsed(facts.data as UnitFacts);
  return malformed('facts.bad-member', 0, { member: facts.error.issues[0]?.path.join('.') ?? '' });
}
