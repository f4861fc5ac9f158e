import { encodeBase64 } from '../bytes/base64.ts';
import type { Certificate } from '../trust/certificate.ts';
import { isSameName } from '../trust/distinguished-name.ts';
import { verifySignature } from '../trust/verify-signature.ts';
import {
  type AuthorityEntry,
  type CatalogueDocument,
  type CertificateEntry,
  catalogueSchema,
} from './catalogue-document.ts';
import type { CatalogueNotes } from './catalogue-notes.ts';

/** A certificate to be described, and what its file says besides. */
export interface SourceCertificate {
  readonly certificate: Certificate;
  readonly url?: string | undefined;
  readonly revoked?: boolean | undefined;
}

/** What a root program says of a root, by the first 16 digits of the certificate's SHA-256. */
export interface RootProgramEntry {
  readonly sha256Prefix: string;
  readonly websites: boolean;
  readonly until: string;
  readonly distrustAfter?: string | undefined;
}

interface Authority {
  readonly key: string;
  readonly holder: Certificate;
}

/**
 * Describes every certificate that may sign others. Which key signed which is verified here, so that whoever reads the
 * catalogue can rely on it without the bytes. The same input in any order gives the same document. Throws RangeError for
 * notes that name what is not there.
 */
export async function buildCatalogue(
  sources: readonly SourceCertificate[],
  notes: CatalogueNotes,
  rootProgram: readonly RootProgramEntry[] = [],
): Promise<CatalogueDocument> {
  const described = mergeSources(sources).filter(({ certificate }) => maySign(certificate));
  const authorities = listAuthorities(described);
  const indexOf = new Map(authorities.map(({ key }, index) => [key, index]));
  const certificates: CertificateEntry[] = [];
  for (const source of described) {
    const signer = await findSigner(source.certificate, authorities);
    certificates.push(describe(source, indexOf.get(authorityKey(source.certificate)) ?? 0, signer, authorities));
  }
  certificates.sort((a, b) => a.subject - b.subject || (a.sha256 < b.sha256 ? -1 : 1));
  const entries = authorities.map((authority) => describeAuthority(authority, described, rootProgram));
  addNotes(entries, authorities, notes);
  return catalogueSchema.parse({
    schema: 1,
    version: notes.version,
    date: notes.date,
    authorities: entries,
    certificates,
  });
}

/** The file: one entry a line, so that editions can be compared. */
export function encodeCatalogue({ schema, version, date, authorities, certificates }: CatalogueDocument): string {
  const lines = (entries: readonly object[]) => entries.map((entry) => `  ${JSON.stringify(entry)}`).join(',\n');
  const head = JSON.stringify({ schema, version, date }).slice(0, -1);
  return `${head},"authorities":[\n${lines(authorities)}\n],"certificates":[\n${lines(certificates)}\n]}\n`;
}

function mergeSources(sources: readonly SourceCertificate[]): SourceCertificate[] {
  const merged = new Map<string, SourceCertificate>();
  for (const source of sources) {
    const { sha256 } = source.certificate;
    const before = merged.get(sha256);
    merged.set(sha256, {
      certificate: source.certificate,
      url: [before?.url, source.url].filter((url) => url !== undefined).sort()[0],
      revoked: before?.revoked === true || source.revoked === true,
    });
  }
  return [...merged.values()];
}

/** Certificates of X.509 v1 and v2 have no CA bit: a self-issued one may be a root (TRUST A.3). */
function maySign({ isCa, version, issuer, subject }: Certificate): boolean {
  return isCa || (version < 3 && isSameName(issuer, subject));
}

function authorityKey({ subject, publicKey }: Certificate): string {
  return `${encodeBase64(subject.der)} ${publicKey.sha256}`;
}

function listAuthorities(described: readonly SourceCertificate[]): Authority[] {
  const found = new Map(described.map(({ certificate }) => [authorityKey(certificate), certificate]));
  return [...found]
    .map(([key, holder]) => ({ key, holder }))
    .sort((a, b) => compareText(a.holder.subject.text, b.holder.subject.text) || compareText(a.key, b.key));
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The authority whose key made the signature; of twins that differ in how the name is written, the one written alike. */
async function findSigner(certificate: Certificate, authorities: readonly Authority[]): Promise<number | undefined> {
  const issuer = encodeBase64(certificate.issuer.der);
  const candidates = authorities
    .map(({ key, holder }, index) => ({ index, holder, isAlike: key.startsWith(`${issuer} `) }))
    .filter(({ holder }) => isSameName(certificate.issuer, holder.subject))
    .sort((a, b) => Number(b.isAlike) - Number(a.isAlike));
  for (const { index, holder } of candidates) {
    if ((await verifySignature(certificate, holder.publicKey)) === 'good') return index;
  }
  return undefined;
}

function describe(
  { certificate, url, revoked }: SourceCertificate,
  subject: number,
  signer: number | undefined,
  authorities: readonly Authority[],
): CertificateEntry {
  const { pathLength, keyUsage, extendedKeyUsage, isCa, version } = certificate;
  const issuer = encodeBase64(certificate.issuer.der);
  const isWrittenAlike = signer !== undefined && authorities[signer]?.key.startsWith(`${issuer} `) === true;
  return {
    sha256: certificate.sha256,
    subject,
    ...(signer !== undefined && { signer }),
    ...(!isWrittenAlike && { issuer }),
    from: isoSeconds(certificate.notBefore),
    until: isoSeconds(certificate.notAfter),
    size: certificate.size,
    algorithm: [certificate.signatureAlgorithm.kind, certificate.signatureAlgorithm.hash ?? null],
    ...(version !== 3 && { version }),
    ...(!isCa && { ca: false as const }),
    ...(pathLength !== undefined && { pathLength }),
    ...(keyUsage !== undefined && { keyUsage }),
    ...(extendedKeyUsage !== undefined && { purposes: [...extendedKeyUsage] }),
    ...(url !== undefined && { url }),
    ...(revoked === true && { revoked: true as const }),
  };
}

function isoSeconds(time: number): string {
  return new Date(time).toISOString().replace('.000Z', 'Z');
}

function describeAuthority(
  { key, holder }: Authority,
  described: readonly SourceCertificate[],
  rootProgram: readonly RootProgramEntry[],
): AuthorityEntry {
  const digests = described
    .filter(({ certificate }) => authorityKey(certificate) === key)
    .map(({ certificate }) => certificate.sha256);
  const program = rootProgram.find(({ sha256Prefix }) => digests.some((digest) => digest.startsWith(sha256Prefix)));
  const { websites = false, until = '', distrustAfter } = program ?? {};
  return {
    name: encodeBase64(holder.subject.der),
    key: encodeBase64(holder.publicKey.der),
    ...(program && { mozilla: { websites, until, ...(distrustAfter !== undefined && { distrustAfter }) } }),
  };
}

function addNotes(entries: AuthorityEntry[], authorities: readonly Authority[], notes: CatalogueNotes): void {
  const named = (subject: string) => {
    const found = entries.filter((_, index) => authorities[index]?.holder.subject.text === subject);
    if (found.length === 0) throw new RangeError(`the notes name an authority that is not there: ${subject}`);
    return found;
  };
  for (const { subject, usedBy, distrusted } of notes.authorities) {
    for (const entry of named(subject)) Object.assign(entry, usedBy && { usedBy }, distrusted && { distrusted });
  }
  for (const { subjects, ...issues } of notes.issuers) {
    for (const entry of subjects.flatMap(named)) entry.issues = issues;
  }
}
