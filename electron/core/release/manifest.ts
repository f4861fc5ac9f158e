import type { ChipFamily } from '../chips/chip.ts';
import type { SignedManifest } from '../provisioning/recovery/manifest.ts';
import type { ProvisioningProfile } from './provisioning-profile.ts';

/**
 * `release.json` inside a `*.unstrand` package (DESIGN §4): what the firmware's owner says about one release. Signed as
 * exact bytes. Labels are partition labels, digests lower-case hexadecimal SHA-256, dates ISO 8601 UTC.
 */
export interface ReleaseManifest {
  readonly format: 1;
  readonly product: { readonly id: string; readonly name: string };
  readonly version: string;
  readonly build: string;
  readonly created: string;
  readonly validFrom?: string | undefined;
  readonly validUntil?: string | undefined;
  readonly images: readonly ReleaseImage[];
  /** Partitions that must survive, beyond those that always do. */
  readonly preserve: readonly string[];
  /** Partitions that are the trust store: replaced after backup by the image with role `trust`. */
  readonly trust: readonly string[];
  readonly knownReleases: readonly KnownRelease[];
  /** A unit is this product when one rule matches. */
  readonly identify: readonly IdentifyRule[];
  readonly servers: readonly { readonly host: string; readonly port: number }[];
  readonly boot: BootExpectation;
  /** How this firmware opens NVS; older or differently encrypted firmware would erase it (DESIGN §5.5). */
  readonly nvs?: { readonly formatVersion: 1 | 2; readonly encrypted: boolean } | undefined;
  readonly wearLevelling?: 1 | 2 | undefined;
  /** Whether this firmware checks certificate dates; undefined = its owner does not say. */
  readonly dateCheck?: boolean | undefined;
  /** Certificates (base64 DER) that `anchors` of known releases name by key: without them such an anchor is only a hash. */
  readonly certificates?: readonly string[] | undefined;
  /** age recipient (`age1…`) of the release's owner: every backup is also encrypted to it. */
  readonly backupRecipient?: string | undefined;
  /** How units of the product can be met without a cable; undefined = its owner does not say. */
  readonly provisioning?: ProvisioningProfile | undefined;
}

export interface ReleaseImage {
  readonly chip: ChipFamily;
  readonly role: 'app' | 'trust';
  /** File name inside the package. */
  readonly file: string;
  readonly size: number;
  readonly sha256: string;
  /** `trust` images: the label of the partition they replace. */
  readonly partition?: string | undefined;
  readonly secureVersion?: number | undefined;
  /** `major * 100 + minor`. */
  readonly minRevision?: number | undefined;
  readonly maxRevision?: number | undefined;
  /** Bootloaders that `app` is declared to boot under: fingerprints, or IDF version prefixes such as `v3.2`. Empty = any. */
  readonly bootloaders: readonly ({ readonly fingerprint: string } | { readonly idfVersion: string })[];
  /** `app` images that units take without a cable, over BLE or SoftAP. */
  readonly recovery?: RecoveryRules | undefined;
}

/** What units are told of an image that is pushed to them, besides what it says of itself (PROTOCOLS §4.4). */
export interface RecoveryRules {
  /** Number that grows with every release: units refuse a smaller one than their own. */
  readonly build: number;
  /** Absent = every hardware revision. */
  readonly hwRevisions?: readonly string[] | undefined;
  readonly minFromBuild?: number | undefined;
  /** For units that take 257 bytes at once: Bluedroid without security 2. */
  readonly compact?: boolean | undefined;
}

export interface KnownRelease {
  readonly version: string;
  readonly build?: string | undefined;
  /** SHA-256 digests of its app images (appended or computed, FORMATS §3.7). */
  readonly images: readonly string[];
  /** SPKI SHA-256 of its trust anchors; empty = its owner does not say. */
  readonly anchors: readonly string[];
}

export type IdentifyRule =
  | { readonly kind: 'image-hash'; readonly sha256: string }
  | { readonly kind: 'project-name'; readonly value: string }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'nvs-namespace'; readonly value: string }
  | { readonly kind: 'partition-table'; readonly labels: readonly string[] };

export interface BootExpectation {
  /** Substring of a boot-log line that only this version prints. */
  readonly version: string;
  /** Substrings that must all appear, in any order. */
  readonly lines: readonly string[];
  readonly timeoutMs: number;
}

/** A package whose signature and files were checked. */
export interface Release {
  readonly manifest: ReleaseManifest;
  /** SHA-256 of the exact bytes of `release.json`. */
  readonly manifestSha256: string;
  /** Id of the enrolled key that signed it; undefined for an unsigned package under the developer switch. */
  readonly signedBy: string | undefined;
  /** Image bytes by SHA-256. */
  readonly images: ReadonlyMap<string, Uint8Array>;
  /** Signed manifests for recovery without a cable, by SHA-256 of their image; absent or empty where the package has none. */
  readonly recovery?: ReadonlyMap<string, SignedManifest>;
}
