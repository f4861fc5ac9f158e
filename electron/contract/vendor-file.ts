import { z } from 'zod';
import { fileBytes } from './documents.ts';
import { errorEnvelope } from './envelope.ts';

/** A file of a vendor that somebody opened, as it crosses to a page: its name without its folder, and its bytes. */
export const vendorFile = z.strictObject({ name: z.string().max(255).refine(isVendorFileName), file: fileBytes });

export type VendorFile = z.infer<typeof vendorFile>;

/** What the system opened with the app: the file, or why it could not be read. */
export const openedFile = z.discriminatedUnion('ok', [
  vendorFile.extend({ ok: z.literal(true) }),
  z.strictObject({ ok: z.literal(false), error: errorEnvelope }),
]);

export type OpenedFile = z.infer<typeof openedFile>;

/** As base64 this fits a message of the lane; no package is nearly as large as that. */
export const maxVendorFileBytes = 64 << 20;

/** What a vendor sends: a release package, or a product profile. */
export function isVendorFileName(name: string): boolean {
  return /\.unstrand(-profile)?$/i.test(name);
}

export function isProfileName(name: string): boolean {
  return /\.unstrand-profile$/i.test(name);
}
