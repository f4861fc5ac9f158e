import { decodeBase64 } from '../bytes/base64.ts';
import { RecoveryError } from '../errors/recovery-error.ts';
import type { Certificate } from '../trust/certificate.ts';
import { parseDer } from '../trust/der.ts';
import { type DistinguishedName, isSameName, readName } from '../trust/distinguished-name.ts';
import { readPublicKey, type SubjectPublicKey } from '../trust/public-key.ts';
import {
  type AuthorityEntry,
  type CatalogueDocument,
  type CertificateEntry,
  catalogueSchema,
  maxCatalogueLength,
} from './catalogue-document.ts';

/** A name and a key, and what is known of who uses them. */
export interface CatalogueAuthority extends Omit<AuthorityEntry, 'name' | 'key'> {
  readonly name: DistinguishedName;
  readonly publicKey: SubjectPublicKey;
}

/** The facts of a certificate that nobody here holds: enough to judge it, not enough to send it. */
export interface CatalogueCertificate extends Certificate {
  readonly authority: CatalogueAuthority;
  /** Undefined where the catalogue does not hold the authority that signed it. */
  readonly signer: CatalogueAuthority | undefined;
  readonly url: string | undefined;
  readonly revoked: boolean;
}

/** Authorities and the certificates that join them, with what is asked of them most. */
export interface Catalogue {
  readonly version: number;
  /** Day of the edition. */
  readonly date: string;
  readonly authorities: readonly CatalogueAuthority[];
  readonly certificates: readonly CatalogueCertificate[];
  readonly bySha256: ReadonlyMap<string, CatalogueCertificate>;
  /** Certificates of a key, by its SPKI SHA-256: the self-signed one and every cross-sign. */
  readonly byKey: ReadonlyMap<string, readonly CatalogueCertificate[]>;
  /** Certificates that a key signed, by its SPKI SHA-256. */
  readonly bySigner: ReadonlyMap<string, readonly CatalogueCertificate[]>;
}

/**
 * Reads a catalogue from the bytes of its file. Throws `trust.catalogue-damaged` for anything that does not hold together:
 * too large, not of the schema, names or keys that are no DER, a signer whose name is not the certificate's issuer.
 */
export function parseCatalogue(bytes: Uint8Array): Catalogue {
  if (bytes.length > maxCatalogueLength) damaged('too-large');
  const document = parseDocument(bytes);
  const authorities = document.authorities.map(readAuthority);
  const certificates = document.certificates.map((entry) => readEntry(entry, authorities));
  const bySha256 = new Map(certificates.map((certificate) => [certificate.sha256, certificate]));
  if (bySha256.size !== certificates.length) damaged('repeated-certificate');
  return {
    version: document.version,
    date: document.date,
    authorities,
    certificates,
    bySha256,
    byKey: Map.groupBy(certificates, ({ publicKey }) => publicKey.sha256),
    bySigner: Map.groupBy(
      certificates.filter(({ signer }) => signer !== undefined),
      ({ signedBy }) => signedBy ?? '',
    ),
  };
}

function parseDocument(bytes: Uint8Array): CatalogueDocument {
  try {
    return catalogueSchema.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch (cause) {
    throw new RecoveryError('trust.catalogue-damaged', { reason: 'schema' }, { cause });
  }
}

function damaged(reason: string): never {
  throw new RecoveryError('trust.catalogue-damaged', { reason });
}

function readAuthority({ name, key, ...more }: AuthorityEntry): CatalogueAuthority {
  const publicKey = parseDer(decodeBase64(key), 'key', readPublicKey);
  if (!publicKey.ok) damaged('key');
  return { ...more, name: readNameText(name), publicKey: publicKey.value };
}

function readNameText(text: string): DistinguishedName {
  const name = parseDer(decodeBase64(text), 'name', readName);
  return name.ok ? name.value : damaged('name');
}

const absent = new Uint8Array(0);

function readEntry(entry: CertificateEntry, authorities: readonly CatalogueAuthority[]): CatalogueCertificate {
  const authority = authorities[entry.subject] ?? damaged('subject');
  const signer = entry.signer === undefined ? undefined : (authorities[entry.signer] ?? damaged('signer'));
  const issuer = entry.issuer === undefined ? signer?.name : readNameText(entry.issuer);
  if (issuer === undefined || (signer && !isSameName(issuer, signer.name))) damaged('issuer');
  return {
    authority,
    signer,
    subject: authority.name,
    publicKey: authority.publicKey,
    issuer,
    sha256: entry.sha256,
    size: entry.size,
    version: entry.version ?? 3,
    isCa: entry.ca ?? true,
    pathLength: entry.pathLength,
    keyUsage: entry.keyUsage,
    extendedKeyUsage: entry.purposes,
    subjectAltNames: undefined,
    notBefore: Date.parse(entry.from),
    notAfter: Date.parse(entry.until),
    signatureAlgorithm: { oid: '', kind: entry.algorithm[0], hash: entry.algorithm[1] ?? undefined },
    // A key that no catalogue names signed nothing that is looked for here.
    signedBy: signer?.publicKey.sha256 ?? '',
    der: absent,
    tbs: absent,
    signature: absent,
    url: entry.url,
    revoked: entry.revoked ?? false,
  };
}

/** Authorities whose name, key hash or certificate hash contains the text; letter case does not count. */
export function findAuthorities(catalogue: Catalogue, text: string): CatalogueAuthority[] {
  const wanted = text.toLowerCase();
  const bySha256 = catalogue.bySha256.get(wanted)?.authority;
  if (bySha256 !== undefined) return [bySha256];
  return catalogue.authorities.filter(
    ({ name, publicKey }) => publicKey.sha256 === wanted || name.text.toLowerCase().includes(wanted),
  );
}
