import { z } from 'zod';
import type { SignatureAlgorithm, SignatureHash } from '../trust/signature-algorithm.ts';

/** Largest catalogue file that is looked at, in bytes. */
export const maxCatalogueLength = 4 << 20;
const maxAuthorities = 4096;
const maxCertificates = 8192;

const shownText = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[^\p{C}\p{Zl}\p{Zp}]+$/u);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const day = z.iso.date();
const authorityIndex = z
  .number()
  .int()
  .min(0)
  .max(maxAuthorities - 1);

const signatureKinds = ['RSA', 'RSA-PSS', 'ECDSA', 'other'] as const satisfies SignatureAlgorithm['kind'][];
const signatureHashes = ['MD5', 'SHA-1', 'SHA-224', 'SHA-256', 'SHA-384', 'SHA-512'] as const satisfies SignatureHash[];

/** How one gets a server certificate from an issuing authority. */
export const leafAccess = ['acme', 'acme-account', 'sale', 'hosting', 'exception'] as const;

/** What an authority issues to servers today. */
const issuesSchema = z.strictObject({
  operator: shownText,
  /** `acme` free of charge; `hosting`: only for what runs on the operator's own servers; `exception`: by special contract. */
  access: z.enum(leafAccess),
  leafKey: z.enum(['RSA', 'EC']),
  /** Usual length of its server certificates, in bytes of DER. */
  leafSize: z.number().int().min(200).max(0x4000),
  /** SHA-256 of the certificates that it hands out above its own, in sent order. */
  delivers: z.array(sha256).max(8),
});

const authoritySchema = z.strictObject({
  /** Subject name and SubjectPublicKeyInfo, base64 of the DER. */
  name: z.base64().max(4096),
  key: z.base64().max(8192),
  /** Who shows chains to it now; empty = nobody is known to, absent = not looked into. */
  usedBy: z.array(shownText).max(16).optional(),
  /** Year or day from which browsers trust it no more. */
  distrusted: z
    .string()
    .regex(/^\d{4}(-\d\d-\d\d)?$/)
    .optional(),
  /** What Mozilla's root program says of it: trusted for websites, until when by policy, and for which leaves no more. */
  mozilla: z.strictObject({ websites: z.boolean(), until: day, distrustAfter: day.optional() }).optional(),
  issues: issuesSchema.optional(),
});

const certificateSchema = z.strictObject({
  sha256,
  subject: authorityIndex,
  /** The authority whose key signed it, verified when the catalogue was built; absent = not in the catalogue. */
  signer: authorityIndex.optional(),
  /** Issuer name, base64 of the DER, where it is not byte for byte the signer's. */
  issuer: z.base64().max(4096).optional(),
  from: z.iso.datetime(),
  until: z.iso.datetime(),
  /** Bytes of DER. */
  size: z.number().int().min(1).max(0x10000),
  /** Kind and hash of its signature; the hash is null where it is not known. */
  algorithm: z.tuple([z.enum(signatureKinds), z.enum(signatureHashes).nullable()]),
  /** Absent = 3. */
  version: z.union([z.literal(1), z.literal(2)]).optional(),
  /** Absent = yes. */
  ca: z.literal(false).optional(),
  pathLength: z.number().int().min(0).max(255).optional(),
  keyUsage: z.number().int().min(0).max(0xffff).optional(),
  /** Extended key usage: dotted object identifiers. */
  purposes: z
    .array(z.string().regex(/^\d{1,3}(\.\d{1,16}){1,20}$/))
    .max(16)
    .optional(),
  /** Where its authority publishes it. */
  url: z
    .url({ protocol: /^https$/ })
    .max(300)
    .optional(),
  revoked: z.literal(true).optional(),
});

/** Facts on authorities and on the certificates that join them, as the file holds them. It holds no certificate. */
export const catalogueSchema = z.strictObject({
  schema: z.literal(1),
  /** Grows with every edition. */
  version: z.number().int().min(1),
  date: day,
  authorities: z.array(authoritySchema).max(maxAuthorities),
  certificates: z.array(certificateSchema).max(maxCertificates),
});

export type CatalogueDocument = z.infer<typeof catalogueSchema>;
export type AuthorityEntry = CatalogueDocument['authorities'][number];
export type CertificateEntry = CatalogueDocument['certificates'][number];
export type LeafOffer = z.infer<typeof issuesSchema>;
