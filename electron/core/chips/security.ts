import { encodeHex } from '../bytes/hex.ts';
import { known, unknown } from '../inspect/fact.ts';
import type { Fact, SecurityFacts, UnknownReason } from '../inspect/facts.ts';
import type { ConnectedChip } from '../interfaces/flash-loader.ts';
import { countOnes, digestWords, type EfuseWords, efuseBytes, efuseField } from './efuse-words.ts';
import { c3DigestBlocks, c3Fields } from './esp32-c3-efuse.ts';
import { esp32DigestBlock, esp32Fields } from './esp32-efuse.ts';
import { esp32Revision } from './identity.ts';
import { parseSecurityInfo } from './security-info.ts';

/**
 * The chip's security state from its eFuse words, or as far as GET_SECURITY_INFO and the loader's mode tell it where
 * registers are refused (FORMATS §9.7).
 */
export function securityFacts(chip: ConnectedChip, words: EfuseWords): SecurityFacts {
  return chip.family === 'ESP32' ? esp32Security(words) : c3Security(chip, words);
}

/** Where there is no chip to ask, as for a file. */
export function unknownSecurity(reason: UnknownReason): SecurityFacts {
  const fact = unknown<never>(reason);
  return {
    flashEncryption: fact,
    secureBoot: fact,
    secureBootKeyDigests: fact,
    downloadMode: fact,
    secureVersion: fact,
  };
}

function readable<T>(value: T | undefined): Fact<T> {
  return value === undefined ? unknown('not-readable') : known(value);
}

/** Everything that is known of flash encryption follows from the counter and from whether a way to go on changing flash is left. */
function encryptionState(cryptCount: number | undefined, closed: boolean | undefined) {
  if (cryptCount === undefined) return undefined;
  if (countOnes(cryptCount) % 2 === 0) return 'off';
  return closed === undefined ? undefined : closed ? 'release' : 'development';
}

function esp32Security(words: EfuseWords): SecurityFacts {
  const secureBoot = esp32SecureBoot(words);
  const count = efuseField(words, esp32Fields.flashCryptCount);
  const counterSpent = count === 0x7f && efuseField(words, esp32Fields.cryptCountLocked) === 1;
  const encryptDisabled = efuseField(words, esp32Fields.downloadEncryptDisabled);
  const closed = counterSpent || (encryptDisabled === undefined ? undefined : encryptDisabled === 1);
  return {
    flashEncryption: readable(encryptionState(count, closed)),
    secureBoot: readable(secureBoot),
    secureBootKeyDigests: readable(esp32KeyDigests(words, secureBoot)),
    downloadMode: readable(esp32DownloadMode(words)),
    secureVersion: readable(esp32SecureVersion(words)),
  };
}

/** v2 counts from revision 3 on; older ROMs ignore its bit. */
function esp32SecureBoot(words: EfuseWords): 'none' | 'v1' | 'v2' | undefined {
  const v1 = efuseField(words, esp32Fields.absDone0);
  const v2 = efuseField(words, esp32Fields.absDone1);
  if (v1 === undefined || v2 === undefined) return undefined;
  const revision = esp32Revision(words);
  if (v2 === 1 && revision === undefined) return undefined;
  if (v2 === 1 && revision !== undefined && revision >= 300) return 'v2';
  return v1 === 1 ? 'v1' : 'none';
}

function esp32KeyDigests(words: EfuseWords, secureBoot: ReturnType<typeof esp32SecureBoot>) {
  if (secureBoot !== 'v2') return secureBoot && [];
  if (efuseField(words, esp32Fields.block2ReadProtected) !== 0) return undefined;
  const digest = efuseBytes(words, esp32DigestBlock, digestWords);
  return digest && [encodeHex(digest)];
}

/** UART_DOWNLOAD_DIS is honoured from revision 3 on. */
function esp32DownloadMode(words: EfuseWords): 'full' | 'disabled' | undefined {
  const disabled = efuseField(words, esp32Fields.uartDownloadDisabled);
  if (disabled !== 1) return disabled === undefined ? undefined : 'full';
  const revision = esp32Revision(words);
  return revision === undefined ? undefined : revision >= 300 ? 'disabled' : 'full';
}

/** A read-protected block reads as zeros: its counter is then not known. */
function esp32SecureVersion(words: EfuseWords): number | undefined {
  const bits = efuseField(words, esp32Fields.secureVersion);
  const hidden = efuseField(words, esp32Fields.block3ReadProtected) !== 0;
  return bits === undefined || hidden ? undefined : countOnes(bits);
}

function c3Security({ mode, securityInfo }: ConnectedChip, words: EfuseWords): SecurityFacts {
  const info = securityInfo && parseSecurityInfo(securityInfo);
  const inSecureDownload = mode === 'secure-download' || info?.secureDownload === true;
  const flag = (name: 'secureBootEnabled' | 'manualEncryptDisabled' | 'downloadDisabled' | 'secureDownload') => {
    const value = efuseField(words, c3Fields[name]);
    return value === undefined ? undefined : value === 1;
  };
  const secureBoot = flag('secureBootEnabled') ?? info?.secureBoot;
  const count = efuseField(words, c3Fields.cryptCount) ?? info?.flashCryptCount;
  const closed = inSecureDownload || flag('secureDownload') || flag('manualEncryptDisabled');
  const secureVersion = efuseField(words, c3Fields.secureVersion);
  return {
    flashEncryption: readable(encryptionState(count, closed)),
    secureBoot: readable(secureBoot === undefined ? undefined : secureBoot ? 'v2' : 'none'),
    secureBootKeyDigests: readable(c3KeyDigests(words, secureBoot)),
    downloadMode: readable(c3DownloadMode(inSecureDownload, flag('downloadDisabled'), flag('secureDownload'))),
    secureVersion: readable(secureVersion === undefined ? undefined : countOnes(secureVersion)),
  };
}

function c3DownloadMode(inSecureDownload: boolean, disabled: boolean | undefined, secure: boolean | undefined) {
  if (disabled === true) return 'disabled';
  if (inSecureDownload || secure === true) return 'secure';
  return disabled === false && secure === false ? 'full' : undefined;
}

/** Digests that are not revoked; undefined where one of them cannot be read. */
function c3KeyDigests(words: EfuseWords, secureBoot: boolean | undefined): string[] | undefined {
  if (secureBoot !== true) return secureBoot === undefined ? undefined : [];
  const revoked = efuseField(words, c3Fields.revokedDigests);
  if (revoked === undefined) return undefined;
  const blocks = c3DigestBlocks(words).filter(({ index }) => ((revoked >> index) & 1) === 0);
  const digests: string[] = [];
  for (const { register, readProtected } of blocks) {
    const digest = readProtected ? undefined : efuseBytes(words, register, digestWords);
    if (digest === undefined) return undefined;
    digests.push(encodeHex(digest));
  }
  return digests;
}
