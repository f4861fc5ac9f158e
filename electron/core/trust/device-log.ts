import { compareIdfVersions, type IdfVersion } from '../formats/idf-version.ts';
import type { BundleLookup } from './bundle-path.ts';
import type { HandshakeStage } from './handshake.ts';
import { mbedTlsCode, verifySentences } from './verify-flags.ts';

/** Size of the buffer into which esp-tls has the reasons printed, its terminating NUL included (v3.2 to v5.5). */
const infoBufferSize = 100;
/** From this version on the tag of the TLS layer is `esp-tls-mbedtls`. */
const ownTagSince: IdfVersion = { major: 4, minor: 1, patch: 0, prerelease: undefined, commits: 0 };
/** From this version on the reasons are printed at debug level only, so a log at the default level lacks them. */
const reasonsHiddenSince: IdfVersion = { major: 4, minor: 4, patch: 0, prerelease: undefined, commits: 0 };

/** From this version on codes have four digits, upper-case. */
const paddedCodesSince = reasonsHiddenSince;
/** From this version on firmware with a bundle tells of a refusal as firmware with a list does. */
const bundleToldSince: IdfVersion = { major: 5, minor: 2, patch: 0, prerelease: undefined, commits: 0 };
/** From this version on a bundle says what it lacks. */
const causeNamedSince: IdfVersion = { major: 5, minor: 4, patch: 0, prerelease: undefined, commits: 0 };
/** From this version on nothing is told of certificates, because no connection holds them yet when it fails. */
const untoldSince: IdfVersion = { major: 6, minor: 0, patch: 0, prerelease: undefined, commits: 0 };

/** What the log tells of: how a handshake ended, and in firmware with a bundle what was looked up in it. */
export interface LoggedOutcome {
  readonly code: number;
  readonly flags: number;
  readonly stage?: HandshakeStage;
  /** Undefined for firmware with a list of certificates. */
  readonly lookups?: readonly BundleLookup[] | undefined;
}

/**
 * What a unit prints when a handshake fails, without time and level (FORMATS §8.1; components/esp-tls and esp_crt_bundle
 * of v3.2, v4.0 to v4.4, v5.0 to v5.5, v6.0). Of an unknown ESP-IDF: what all versions up to v4.3 have in common. Left out
 * is the line of a bundle that numbers the fault of a signature (`PK verify failed with error`).
 */
export function deviceLogLines(outcome: LoggedOutcome, idf: IdfVersion | undefined): string[] {
  const { code, stage, lookups } = outcome;
  if (code === mbedTlsCode.accepted) return [];
  const tag = idf === undefined ? '' : isSince(idf, ownTagSince) ? 'esp-tls-mbedtls: ' : 'esp-tls: ';
  const failed = stage === 'store' ? 'mbedtls_x509_crt_parse' : 'mbedtls_ssl_handshake';
  return [
    ...(lookups?.flatMap((lookup) => lookupLines(lookup, idf)) ?? []),
    `${tag}${failed} returned -0x${codeText(code, idf)}`,
    ...(stage === 'store' ? [] : certificateLines(outcome, idf, tag)),
    ...(idf === undefined ? [] : ['esp-tls: Failed to open new connection']),
  ];
}

const bundleTag = 'esp-x509-crt-bundle: ';

function lookupLines(lookup: BundleLookup, idf: IdfVersion | undefined): string[] {
  if (lookup === 'validated') return [`${bundleTag}Certificate validated`];
  const cause =
    lookup === 'no-root'
      ? 'No matching trusted root certificate found'
      : 'Certificate matched but signature verification failed';
  const named = idf !== undefined && isSince(idf, causeNamedSince);
  return [...(named ? [bundleTag + cause] : []), `${bundleTag}Failed to verify certificate`];
}

/** A handshake that failed before anything was verified has no flag set, and the log calls that verified. */
function certificateLines({ flags, lookups }: LoggedOutcome, idf: IdfVersion | undefined, tag: string): string[] {
  if (idf !== undefined && isSince(idf, untoldSince)) return [];
  if (lookups !== undefined && (idf === undefined || !isSince(idf, bundleToldSince))) return [];
  if (flags === 0) return [`${tag}Certificate verified.`];
  const hidden = idf !== undefined && isSince(idf, reasonsHiddenSince);
  return [`${tag}Failed to verify peer certificate!`, ...(hidden ? [] : reasonLines(flags, tag))];
}

function codeText(code: number, idf: IdfVersion | undefined): string {
  const digits = code.toString(16);
  return idf !== undefined && isSince(idf, paddedCodesSince) ? digits.toUpperCase().padStart(4, '0') : digits;
}

function isSince(version: IdfVersion, first: IdfVersion): boolean {
  return compareIdfVersions(version, first) >= 0;
}

/** The reasons one per line, cut where the buffer ends: of two, the second lacks its last words. */
function reasonLines(flags: number, tag: string): string[] {
  const buffer = verifySentences(flags)
    .map((sentence) => `  ! ${sentence}\n`)
    .join('')
    .slice(0, infoBufferSize - 1);
  const [first = '', ...rest] = buffer.replace(/\n$/, '').split('\n');
  return [`${tag}verification info: ${first}`, ...rest];
}
