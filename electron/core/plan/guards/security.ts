import { factValue } from '../../inspect/fact.ts';
import { writtenPartitions } from '../plan-context.ts';
import { type Guard, refuse } from './guard.ts';

/** A security state that could not be read counts as the worst one (DESIGN §5.1). */
export const guardSecurityKnown: Guard = ({ facts: { security } }) => {
  const needed = {
    'flash-encryption': security.flashEncryption,
    'secure-boot': security.secureBoot,
    'download-mode': security.downloadMode,
    'secure-version': security.secureVersion,
    ...(factValue(security.secureBoot) === 'v2' && { 'secure-boot-keys': security.secureBootKeyDigests }),
  };
  for (const [name, fact] of Object.entries(needed)) {
    if (!fact.known) return refuse('plan.security-unknown', { fact: name, reason: fact.reason });
  }
  return undefined;
};

/** Releases are plaintext, and plaintext under flash encryption does not boot (FORMATS §9.8, brick 1). */
export const guardFlashEncryption: Guard = ({ facts }) => {
  const state = factValue(facts.security.flashEncryption);
  return state === undefined || state === 'off' ? undefined : refuse('plan.flash-encrypted', { state });
};

/** The bootloader demands a signature of the scheme in force, made over this very image. */
export const guardSecureBootSigned: Guard = ({ facts, app }) => {
  const scheme = factValue(facts.security.secureBoot);
  if (scheme === undefined || scheme === 'none' || !app?.ok) return undefined;
  const signed = app.value.signatures.some(
    (signature) => signature.scheme.startsWith(scheme) && signature.imageDigestValid !== false,
  );
  return signed ? undefined : refuse('plan.secure-boot-unsigned', { scheme });
};

/** Secure boot v2 accepts the keys whose digests are in eFuse and not revoked (FORMATS §2.5). */
export const guardSecureBootKey: Guard = ({ facts, app }) => {
  const trusted = factValue(facts.security.secureBootKeyDigests);
  if (factValue(facts.security.secureBoot) !== 'v2' || !trusted || !app?.ok) return undefined;
  const keys = app.value.signatures.flatMap(({ keyDigest }) => keyDigest ?? []);
  if (keys.length === 0 || keys.some((key) => trusted.includes(key))) return undefined;
  return refuse('plan.secure-boot-wrong-key', { signedWith: keys.join(' ') });
};

/**
 * Under secure boot v1 the digest at 0x0, the bootloader and the signed table cannot be made again, and all lie below
 * the first address that a partition may have (FORMATS §2.4, §9.8). otadata lies above: OTA itself writes it.
 */
export const guardSecureBootV1Region: Guard = (context) => {
  const table = factValue(context.facts.layout.tableOffset);
  if (factValue(context.facts.security.secureBoot) !== 'v1' || table === undefined) return undefined;
  const below = writtenPartitions(context).find(({ offset }) => offset < table + 0x1000);
  return below && refuse('plan.secure-boot-v1-region', { partition: below.label, offset: below.offset });
};

/** An image below the anti-rollback counter in eFuse never boots (FORMATS §4.3). Its descriptor is what the bootloader reads. */
export const guardSecureVersion: Guard = ({ facts, image, app }) => {
  const fuse = factValue(facts.security.secureVersion);
  const descriptor = app?.ok ? app.value.descriptor : undefined;
  const version = descriptor?.secureVersion ?? image?.secureVersion ?? 0;
  if (fuse === undefined || !app?.ok || version >= fuse) return undefined;
  return refuse('plan.secure-version-too-old', { image: version, unit: fuse });
};
