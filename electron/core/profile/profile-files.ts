import type { ZipLimits } from '../release/read-zip.ts';

/** Files of a profile that every one has. */
export const profileFiles = {
  manifest: 'profile.json',
  signature: 'profile.sig',
  /** The vendor's public key, by which the signature is checked before anything of the manifest is read. */
  key: 'vendor.pem',
} as const;

/** Ending of a profile's file name. */
export const profileExtension = '.unstrand-profile';

/** A release of the largest size, two photos, and what stands around them. */
export const profileLimits: ZipLimits = { maxEntries: 8, maxTotalLength: 64 << 20 };
