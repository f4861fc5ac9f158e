import { readFileSync } from 'node:fs';
import { mbedTlsVersionOf, parseIdfVersion } from '../../electron/core/formats/idf-version.ts';
import { findPemCertificates } from '../../electron/core/formats/pem.ts';
import { undatedAuthority } from '../../electron/core/trust/anchors.ts';
import { sortRoots } from '../../electron/core/trust/bundle-path.ts';
import { bundleRules } from '../../electron/core/trust/bundle-rules.ts';
import { type Certificate, parseCertificate } from '../../electron/core/trust/certificate.ts';
import type { TrustStore } from '../../electron/core/trust/handshake.ts';

/** One case of a verdict file: what was sent, what was trusted, and what real builds said (TRUST §D). */
export interface VerdictCase {
  readonly id: number;
  readonly clock: string;
  readonly host: string | null;
  /** SHA-256 of certificates, as everywhere here. */
  readonly chain: readonly string[];
  readonly anchors: readonly string[];
  readonly bundleAnchors: readonly string[];
  readonly expect: Readonly<Record<string, ExpectedVerdict>>;
}

/** No code and no flags where the build could not parse a certificate. */
export interface ExpectedVerdict {
  readonly ok: boolean;
  readonly code?: string | null;
  readonly flags?: string | null;
}

export function readCases(file: string): VerdictCase[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line.trim() !== '').map((line): VerdictCase => JSON.parse(line));
}

export type CertificatePool = ReadonlyMap<string, Certificate>;

/** Every certificate of a PEM file by its SHA-256; those that cannot be read make their cases wrong, and no others. */
export function readPool(file: string): CertificatePool {
  const pool = new Map<string, Certificate>();
  for (const { der } of findPemCertificates(readFileSync(file))) {
    const certificate = parseCertificate(der);
    if (certificate.ok) pool.set(certificate.value.sha256, certificate.value);
  }
  return pool;
}

/** The certificates with these digests; undefined where one of them is not there. */
export function find(pool: CertificatePool, digests: readonly string[]): Certificate[] | undefined {
  const found = digests.flatMap((digest) => pool.get(digest) ?? []);
  return found.length === digests.length ? found : undefined;
}

/** A build's name, e.g. `mbedtls-2.13.1 (IDF v3.2)+dates`, `crt_bundle v5.5` or `crt_bundle v6.0 cross-signed`, taken apart. */
export interface Build {
  readonly mbedTls: string;
  readonly bundle: string | undefined;
  /** CONFIG_MBEDTLS_CERTIFICATE_BUNDLE_CROSS_SIGNED_VERIFY. */
  readonly crossSigned: boolean;
  readonly checksDates: boolean;
}

/** Mbed TLS below the two bundles of the vectors (TRUST §1). */
const mbedTlsOfBundle = new Map([
  ['v4.4', '2.16.12'],
  ['v5.5', '3.6.4'],
]);

export function parseBuild(name: string): Build {
  const [, version, bundle, crossSigned, dates] =
    /^(?:mbedtls-([\d.]+)(?: \(.*\))?|crt_bundle (v[\d.]+)( cross-signed)?)(\+dates)?$/.exec(name) ?? [];
  const mbedTls = version ?? mbedTlsBelow(bundle ?? '');
  if (mbedTls === undefined) throw new Error(`unknown build ${name}`);
  return { mbedTls, bundle, crossSigned: crossSigned !== undefined, checksDates: dates !== undefined };
}

function mbedTlsBelow(bundle: string): string | undefined {
  const idf = parseIdfVersion(bundle);
  return mbedTlsOfBundle.get(bundle) ?? (idf && mbedTlsVersionOf(idf));
}

/** The trust store of a build: the list, or the bundle as `gen_crt_bundle.py` sorts it. */
export function storeOf(
  pool: CertificatePool,
  { bundle, crossSigned }: Build,
  { anchors, bundleAnchors }: VerdictCase,
): TrustStore | undefined {
  if (bundle === undefined) {
    const trusted = find(pool, anchors)?.map((certificate) => ({ ...certificate, certificate }));
    return trusted && { kind: 'list', trusted };
  }
  const roots = find(pool, bundleAnchors)?.map(undatedAuthority);
  return roots && { kind: 'bundle', roots: sortRoots(roots), rules: bundleRules(parseIdfVersion(bundle), crossSigned) };
}
