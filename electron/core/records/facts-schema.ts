import { z } from 'zod';

/**
 * The shape of `UnitFacts` that a reader of records relies on. Members that a newer version adds are kept, and codes
 * are texts: a code that this version has no words for is shown as it is.
 */
const code = z.string().max(200);

function fact<T extends z.ZodType>(value: T) {
  return z.discriminatedUnion('known', [
    z.looseObject({ known: z.literal(true), value }),
    z.looseObject({ known: z.literal(false), reason: code }),
  ]);
}

const text = z.string();
const bytes = z.number().int().nonnegative();

const anchorSchema = z.looseObject({
  kind: code,
  spkiSha256: text,
  subject: text,
  foundIn: z.looseObject({ partition: text, offset: bytes.optional(), slot: text.optional(), item: text.optional() }),
  encoding: code,
  usable: z.boolean(),
  notAfter: text.optional(),
  knownRoot: fact(z.looseObject({ name: text, until: text.optional(), distrusted: text.optional() })).optional(),
});

const slotSchema = z.looseObject({
  label: text,
  offset: bytes,
  size: bytes,
  image: fact(code),
  imageDigest: fact(text),
  projectName: fact(text),
  idfVersion: fact(text),
  versions: z.array(z.looseObject({ source: code, version: text, confidence: code })),
});

const partitionSchema = z.looseObject({
  label: text,
  type: z.number().int(),
  subtype: z.number().int(),
  offset: bytes,
  size: bytes,
});

export const unitFactsSchema = z.looseObject({
  schema: z.literal(1),
  channel: code,
  simulated: z.boolean(),
  readAt: text,
  product: z.looseObject({ id: fact(text), confidence: code }),
  chip: z.looseObject({
    family: code,
    revision: fact(z.number()),
    features: z.array(text),
    mac: fact(text),
    flashSize: fact(bytes),
  }),
  security: z.looseObject({ flashEncryption: fact(code), secureBoot: fact(code) }),
  layout: z.looseObject({
    tableOffset: fact(bytes),
    partitions: z.array(partitionSchema),
    runningSlot: fact(text),
    runningSlotEvidence: code,
    canUpdateOverTheAir: fact(z.boolean()),
  }),
  bootloader: z.looseObject({ offset: bytes, idfVersion: fact(text) }),
  slots: z.array(slotSchema),
  trust: z.looseObject({
    complete: z.boolean(),
    anchors: z.array(anchorSchema),
    dateCheck: fact(z.boolean()),
    hosts: z.array(text),
    dateCheckEvidence: code.optional(),
    mbedTlsVersion: fact(text).optional(),
    tls: z.looseObject({ inputBuffer: fact(bytes) }).optional(),
    reportedInputBuffer: bytes.optional(),
    identities: z
      .array(
        z.looseObject({
          partition: text,
          certificates: z.array(z.looseObject({ role: code, subject: text, notAfter: text })),
          privateKeys: z.array(code),
        }),
      )
      .optional(),
  }),
  coverage: z.looseObject({ skipped: z.array(z.looseObject({ what: text, reason: code })) }),
});
