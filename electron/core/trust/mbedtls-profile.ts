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
}

const strong: readonly SignatureHash[] = ['SHA-256', 'SHA-384', 'SHA-512'];
const strongCurves: readonly Curve[] = ['P-256', 'P-384', 'P-521', 'BP-256', 'BP-384', 'BP-512'];
/** TLS_DEFAULT_ALLOW_SHA1_IN_CERTIFICATES is off in every ESP-IDF. */
const line2: MbedTlsProfile = {
  hashes: ['SHA-224', ...strong],
  curves: undefined,
  minRsaBits: 2048,
  matchesAllAltNames: false,
};
const line3: MbedTlsProfile = { ...line2, hashes: strong, curves: strongCurves };

/** The profile of a version such as `2.13.1`; of an unknown version what all of them accept. */
export function mbedTlsProfile(version: string | undefined): MbedTlsProfile {
  const [major = 0, minor = 0] = (version ?? '').split('.').map(Number);
  if (major === 2) return line2;
  return major === 3 && minor >= 5 ? { ...line3, matchesAllAltNames: true } : line3;
}

/** Whether the profile lets this key sign or serve. */
export function acceptsKey(profile: MbedTlsProfile, { kind, bits, curve }: SubjectPublicKey): boolean {
  if (kind === 'RSA') return bits >= profile.minRsaBits;
  return curve !== undefined && (profile.curves === undefined || profile.curves.includes(curve));
}
