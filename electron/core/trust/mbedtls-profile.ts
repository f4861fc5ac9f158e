import type { Curve, SubjectPublicKey } from './public-key.ts';
import type { SignatureHash } from './signature-algorithm.ts';

/** Which certificates a build accepts at all: `mbedtls_x509_crt_profile_default` of its version (FORMATS §8.4). */
export interface MbedTlsProfile {
  readonly hashes: readonly SignatureHash[];
  /** Undefined = any curve that Mbed TLS knows. */
  readonly curves: readonly Curve[] | undefined;
  readonly minRsaBits: number;
  /** From 3.5 on IP addresses and URIs in the subjectAltName count too. */
  readonly matchesAllAltNames: boolean;
  /** Before 2.9 an issuer is chosen by its name alone, whether it signed or not (`searchPathByName`). */
  readonly choosesByName: boolean;
  readonly parsing: ParseRules;
  readonly receiving: ReceiveRules;
}

/** In what the certificate parsers of the versions differ (library/x509.c, x509_crt.c, oid.c). */
export interface ParseRules {
  /** What is nested must fill what it is nested in: names and the wrapper of the extensions, from 2.16 on. */
  readonly strictNesting: boolean;
  /** A path length of INT_MAX is refused, from 2.16 on. */
  readonly refusesEndlessPath: boolean;
  /** Keys and signatures without a single octet are read, from 2.17 on. */
  readonly takesNoBits: boolean;
  /** otherName in a subjectAltName is looked into, from 2.17 on. */
  readonly readsOtherNames: boolean;
  /** certificatePolicies are read, from 2.17 on. */
  readonly readsPolicies: boolean;
  /** keyUsage and nsCertType without a single flag are taken, from 3.4 on. */
  readonly takesNoFlags: boolean;
  /** Addresses and directory names in a subjectAltName are looked into, from 3.5 on. */
  readonly readsAllNames: boolean;
  /** subjectKeyIdentifier and authorityKeyIdentifier are read, from 3.5 on. */
  readonly readsKeyIds: boolean;
}

/** In what the record layers of the versions differ (library/ssl_tls.c, ssl_msg.c). */
export interface ReceiveRules {
  /** A record is asked for before its size is compared, from 2.17 on. */
  readonly fetchesFirst: boolean;
  /** A handshake message may be spread over several records, from 3.6.3 on. */
  readonly joinsFragments: boolean;
}

const strong: readonly SignatureHash[] = ['SHA-256', 'SHA-384', 'SHA-512'];
const strongCurves: readonly Curve[] = ['P-256', 'P-384', 'P-521', 'BP-256', 'BP-384', 'BP-512'];

/** The profile of a version such as `2.13.1`; of an unknown version what all of them accept. */
export function mbedTlsProfile(version: string | undefined): MbedTlsProfile {
  const demands = (since: string) => version === undefined || isSince(version, since);
  const offers = (since: string) => version !== undefined && isSince(version, since);
  const isLine3 = demands('3.0');
  return {
    // TLS_DEFAULT_ALLOW_SHA1_IN_CERTIFICATES is off in every ESP-IDF.
    hashes: isLine3 ? strong : ['SHA-224', ...strong],
    curves: isLine3 ? strongCurves : undefined,
    minRsaBits: 2048,
    matchesAllAltNames: offers('3.5'),
    choosesByName: !demands('2.9'),
    parsing: {
      strictNesting: demands('2.16'),
      refusesEndlessPath: demands('2.16'),
      takesNoBits: offers('2.17'),
      readsOtherNames: demands('2.17'),
      readsPolicies: demands('2.17'),
      takesNoFlags: offers('3.4'),
      readsAllNames: demands('3.5'),
      readsKeyIds: demands('3.5'),
    },
    receiving: { fetchesFirst: offers('2.17'), joinsFragments: offers('3.6.3') },
  };
}

function isSince(version: string, first: string): boolean {
  const [have, wanted] = [version, first].map((text) => text.split('.').map(Number));
  for (let i = 0; i < 3; i++) {
    const difference = (have?.[i] ?? 0) - (wanted?.[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** Whether the profile lets this key sign or serve. */
export function acceptsKey(profile: MbedTlsProfile, { kind, bits, curve }: SubjectPublicKey): boolean {
  if (kind === 'RSA') return bits >= profile.minRsaBits;
  return curve !== undefined && (profile.curves === undefined || profile.curves.includes(curve));
}
