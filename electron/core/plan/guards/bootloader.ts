import { factValue } from '../../inspect/fact.ts';
import type { ReleaseImage } from '../../release/manifest.ts';
import { type Guard, refuse } from './guard.ts';

type Declared = ReleaseImage['bootloaders'][number];

/** An app boots only under bootloaders that its owner tried it with (FORMATS §2.7). None declared = any. */
export const guardBootloader: Guard = ({ facts: { bootloader }, image }) => {
  if (!image || image.bootloaders.length === 0) return undefined;
  const idfVersion = factValue(bootloader.idfVersion);
  const fingerprint = factValue(bootloader.fingerprint);
  if (image.bootloaders.some((declared) => matches(declared, idfVersion, fingerprint))) return undefined;
  return refuse('plan.bootloader-not-declared', { unit: idfVersion ?? 'unknown' });
};

function matches(declared: Declared, idfVersion: string | undefined, fingerprint: string | undefined): boolean {
  if ('fingerprint' in declared) return declared.fingerprint === fingerprint;
  return idfVersion !== undefined && isVersionPrefix(declared.idfVersion, idfVersion);
}

/** `v3.2` covers `v3.2`, `v3.2.1` and `v3.2-103-g4aa1058e8`, and not `v3.20`. */
function isVersionPrefix(prefix: string, version: string): boolean {
  return version.startsWith(prefix) && !/^\d/.test(version.slice(prefix.length));
}
