import { readFileSync } from 'node:fs';
import { parseIdfVersion } from '../../electron/core/formats/idf-version.ts';
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

/** Every certificate of a PEM file by its SHA-256. */
export function readPool(file: string): CertificatePool {
  const pool = new Map<string, Certificate>();
  for (const { der } of findPemCertificates(readFileSync(file))) {
    const certificate = parseCertificate(der);
    if (!certificate.ok) throw new Error(`${file}: ${certificate.problem.code}`);
    pool.set(certificate.value.sha256, certificate.value);
  }
  return pool;
}

export function find(pool: CertificatePool, digests: readonly string[]): Certificate[] {
  return digests.map((digest) => {
    const certificate = pool.get(digest);
    if (certificate === undefined) throw new Error(`no certificate ${digest}`);
    return certificate;
  });
}

/** A build's name, e.g. `mbedtls-2.13.1 (IDF v3.2)+dates` or `crt_bundle v5.5`, taken apart. */
export interface Build {
  readonly mbedTls: string;
  readonly bundle: string | undefined;
  readonly checksDates: boolean;
}

/** Mbed TLS below the two bundles of the vectors (TRUST §1). */
const mbedTlsOfBundle = new Map([
  ['v4.4', '2.16.12'],
  ['v5.5', '3.6.4'],
]);

export function parseBuild(name: string): Build {
  const [, version, bundle, dates] =
    /^(?:mbedtls-([\d.]+)(?: \(.*\))?|crt_bundle (v[\d.]+))(\+dates)?$/.exec(name) ?? [];
  const mbedTls = version ?? mbedTlsOfBundle.get(bundle ?? '');
  if (mbedTls === undefined) throw new Error(`unknown build ${name}`);
  return { mbedTls, bundle, checksDates: dates !== undefined };
}

/** The trust store of a build: the list, or the bundle as `gen_crt_bundle.py` sorts it. */
export function storeOf(pool: CertificatePool, { bundle }: Build, { anchors, bundleAnchors }: VerdictCase): TrustStore {
  if (bundle === undefined) {
    return { kind: 'list', trusted: find(pool, anchors).map((certificate) => ({ ...certificate, certificate })) };
  }
  const roots = sortRoots(find(pool, bundleAnchors).map(undatedAuthority));
  return { kind: 'bundle', roots, rules: bundleRules(parseIdfVersion(bundle), false) };
}
