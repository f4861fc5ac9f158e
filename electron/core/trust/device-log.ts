import { compareIdfVersions, type IdfVersion } from '../formats/idf-version.ts';
import { mbedTlsCode, verifySentences } from './verify-flags.ts';

/** Size of the buffer into which esp-tls has the reasons printed, its terminating NUL included (v3.2 to v5.5). */
const infoBufferSize = 100;
/** From this version on the tag of the TLS layer is `esp-tls-mbedtls`. */
const ownTagSince: IdfVersion = { major: 4, minor: 1, patch: 0, prerelease: undefined, commits: 0 };
/** From this version on the reasons are printed at debug level only, so a log at the default level lacks them. */
const reasonsHiddenSince: IdfVersion = { major: 4, minor: 4, patch: 0, prerelease: undefined, commits: 0 };

/**
 * What a unit with a list of trusted certificates prints when a handshake fails, without time and level (FORMATS §8.1;
 * components/esp-tls of v3.2, v4.0 to v4.4, v5.5). Of an unknown ESP-IDF: what all versions up to v4.3 have in common.
 */
export function deviceLogLines(
  { code, flags }: { readonly code: number; readonly flags: number },
  idf: IdfVersion | undefined,
): string[] {
  if (code === mbedTlsCode.accepted) return [];
  const tag = idf === undefined ? '' : isSince(idf, ownTagSince) ? 'esp-tls-mbedtls: ' : 'esp-tls: ';
  const reasons = idf !== undefined && isSince(idf, reasonsHiddenSince) ? [] : reasonLines(flags, tag);
  return [
    `${tag}mbedtls_ssl_handshake returned -0x${code.toString(16)}`,
    `${tag}Failed to verify peer certificate!`,
    ...reasons,
    ...(idf === undefined ? [] : ['esp-tls: Failed to open new connection']),
  ];
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
