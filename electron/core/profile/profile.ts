import type { Release } from '../release/manifest.ts';
import type { Photo } from './photo.ts';

/**
 * `profile.json` inside a `*.unstrand-profile` package: everything by which a person with a unit of one product can go
 * straight to Guided. Signed as exact bytes by its vendor. Dates are ISO 8601 UTC, digests lower-case hexadecimal SHA-256.
 */
export interface ProfileManifest {
  readonly format: 1;
  readonly vendor: string;
  readonly product: { readonly id: string; readonly name: string };
  readonly created: string;
  /** Public keys by which releases are taken besides the one that signed this profile; SubjectPublicKeyInfo, base64. */
  readonly keys: readonly { readonly name: string; readonly spki: string }[];
  /** A release package, embedded. */
  readonly release?: ProfileFile | undefined;
  /** Where this product has its boot button and its socket. */
  readonly photos: { readonly button?: ProfileFile | undefined; readonly socket?: ProfileFile | undefined };
  /** Whom a person calls or writes to: plain text, shown as such and never opened. */
  readonly supportContact?: string | undefined;
}

export interface ProfileFile {
  /** File name inside the package. */
  readonly file: string;
  readonly size: number;
  readonly sha256: string;
}

/** A key that a profile brings; whether it is to be trusted is a person's decision. */
export interface ProfileKey {
  /** SHA-256 of the SubjectPublicKeyInfo. */
  readonly id: string;
  readonly name: string;
  /** SubjectPublicKeyInfo, base64. */
  readonly spki: string;
}

/** A profile whose signature, files and release are as they should be, which says nothing on whether to trust its vendor. */
export interface Profile {
  readonly manifest: ProfileManifest;
  readonly manifestSha256: string;
  /** The key that signed it. */
  readonly signer: ProfileKey;
  /** The signer's and all that the profile names, each once. */
  readonly keys: readonly ProfileKey[];
  readonly release: { readonly bytes: Uint8Array; readonly content: Release } | undefined;
  readonly photos: { readonly button: Photo | undefined; readonly socket: Photo | undefined };
}
