import { compareIdfVersions, type IdfVersion, parseIdfVersion } from '../formats/idf-version.ts';
import type { SignatureAlgorithm } from './signature-algorithm.ts';

/** In what the generations of `esp_crt_bundle` differ (components/mbedtls/esp_crt_bundle of v4.2 to v6.1). */
export interface BundleRules {
  /**
   * CONFIG_MBEDTLS_CERTIFICATE_BUNDLE_CROSS_SIGNED_VERIFY of v6.0 and later: roots are looked up for every certificate
   * sent, so that a chain may go on above one. `dates-fail`: as v6.0 has it, where a root counts as expired since the
   * year 0 and a name with several attributes in one part is not found.
   */
  readonly crossSigned: 'off' | 'dates-fail' | 'on';
  /** A weak hash is no fault of a certificate that a root vouches for; in v4.2 without a patch it still was. */
  readonly forgivesWeakHash: boolean;
  /** Signatures that the lookup can check: since v6.0 not all that Mbed TLS can. */
  readonly checksAnySignature: boolean;
  /** Says whether no root has the name or a key does not fit; before v5.4 it does not. */
  readonly namesCause: boolean;
}

const firstForgiving = parseIdfVersion('v4.2.1');
const firstNamingCause = parseIdfVersion('v5.4-dev');
const firstWithPsa = parseIdfVersion('v6.0-dev');
const firstCrossSignedRight = parseIdfVersion('v6.1-beta1');

/** Whether this version has the option at all; it is off unless somebody switched it on. */
export function hasCrossSignedOption(idf: IdfVersion | undefined): boolean {
  return isSince(idf, firstWithPsa);
}

/** The rules of a version; those of an unknown version are what all but v4.2 have in common. */
export function bundleRules(idf: IdfVersion | undefined, crossSigned: boolean): BundleRules {
  const right = isSince(idf, firstCrossSignedRight);
  return {
    crossSigned: !crossSigned || !hasCrossSignedOption(idf) ? 'off' : right ? 'on' : 'dates-fail',
    forgivesWeakHash: idf === undefined || isSince(idf, firstForgiving),
    checksAnySignature: !isSince(idf, firstWithPsa),
    namesCause: isSince(idf, firstNamingCause),
  };
}

/** Whether the lookup of v6.0 and later can check it: RSA as PKCS #1 v1.5 and ECDSA, with four hashes. */
export function isCheckedByPsa({ kind, hash }: SignatureAlgorithm): boolean {
  const hashes: readonly (string | undefined)[] = ['SHA-1', 'SHA-256', 'SHA-384', 'SHA-512'];
  return (kind === 'RSA' || kind === 'ECDSA') && hashes.includes(hash);
}

function isSince(idf: IdfVersion | undefined, first: IdfVersion | undefined): boolean {
  return idf !== undefined && first !== undefined && compareIdfVersions(idf, first) >= 0;
}
