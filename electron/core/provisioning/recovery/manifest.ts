import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { concatBytes } from '../../bytes/concat-bytes.ts';
import { decodeHex } from '../../bytes/hex.ts';
import { malformed, type Parsed, parsed } from '../../formats/parsed.ts';
import type { ReleaseSigner, ReleaseVerifier } from '../../release/release-key.ts';
import { BeginSchema, FwRequestSchema, type Manifest, ManifestSchema } from '../proto/rcv_pb.ts';

/** What a unit lets itself be given, in the words of its firmware's owner (PROTOCOLS §4.4). Digests are hexadecimal. */
export interface ManifestContent {
  readonly product: string;
  /** Empty = every one. */
  readonly hwRevisions: readonly string[];
  /** `chip_id` of the image header. */
  readonly chipId: number;
  readonly minChipRevision: number;
  /** 0 = no limit. */
  readonly maxChipRevision: number;
  readonly project: string;
  readonly version: string;
  readonly build: number;
  readonly secureVersion: number;
  /** 0 = from any build. */
  readonly minFromBuild: number;
  readonly imageSize: number;
  readonly imageSha256: string;
  /** Undefined where the manifest must be small. */
  readonly elfSha256: string | undefined;
  /** Seconds since 1970. */
  readonly issuedAt: number;
  /** Device ids for which an older build is allowed; empty = no exception. */
  readonly olderBuildFor?: readonly Uint8Array[];
}

/** A manifest as it goes to a unit: opaque bytes and the signature over them. */
export interface SignedManifest {
  readonly manifest: Uint8Array;
  /** `r ‖ s`, 64 bytes. */
  readonly signature: Uint8Array;
  /** First 8 bytes of SHA-256 of the key's SubjectPublicKeyInfo. */
  readonly keyId: Uint8Array;
}

/** Limits of the encoded request `begin`: for every unit, and for Bluedroid without security 2 (PROTOCOLS §4.4). */
export const beginLimits = { usual: 440, compact: 230 } as const;

const domain = new TextEncoder().encode('rcv-manifest-v1\0');
const manifestFormat = 1;
const olderBuildFlag = 1;
const keyIdLength = 8;
const maxManifestLength = 1024;

export function encodeRecoveryManifest(content: ManifestContent): Uint8Array {
  const { olderBuildFor = [] } = content;
  return toBinary(
    ManifestSchema,
    create(ManifestSchema, {
      format: manifestFormat,
      product: content.product,
      hwRev: [...content.hwRevisions],
      chipId: content.chipId,
      minChipRev: content.minChipRevision,
      maxChipRev: content.maxChipRevision,
      project: content.project,
      version: content.version,
      build: content.build,
      secureVersion: content.secureVersion,
      minFromBuild: content.minFromBuild,
      imageSize: content.imageSize,
      imageSha256: decodeHex(content.imageSha256),
      elfSha256: content.elfSha256 === undefined ? new Uint8Array() : decodeHex(content.elfSha256),
      issuedAt: BigInt(content.issuedAt),
      onlyDevices: [...olderBuildFor],
      flags: olderBuildFor.length > 0 ? olderBuildFlag : 0,
    }),
  );
}

/** Reads a manifest of the format that is known here. Problems are `rcv-manifest.<reason>`. */
export function parseRecoveryManifest(bytes: Uint8Array): Parsed<Manifest> {
  if (bytes.length > maxManifestLength) return malformed('rcv-manifest.too-long', maxManifestLength);
  let manifest: Manifest;
  try {
    manifest = fromBinary(ManifestSchema, bytes);
  } catch {
    return malformed('rcv-manifest.protobuf', 0);
  }
  if (manifest.format !== manifestFormat) return malformed('rcv-manifest.format', 0, { format: manifest.format });
  if (manifest.imageSha256.length !== 32) return malformed('rcv-manifest.digest', 0);
  return parsed(manifest);
}

/** What is signed: never the bare manifest, so that no signature over something else passes for one. */
export function manifestMessage(manifest: Uint8Array): Uint8Array<ArrayBuffer> {
  return concatBytes([domain, manifest]);
}

/** The short id of a release key, from its full one. */
export function shortKeyId(id: string): Uint8Array {
  return decodeHex(id).subarray(0, keyIdLength);
}

/** ECDSA P-256 with SHA-256 by a release key. */
export async function signRecoveryManifest(manifest: Uint8Array, signer: ReleaseSigner): Promise<SignedManifest> {
  return { manifest, signature: await signer.sign(manifestMessage(manifest)), keyId: shortKeyId(signer.id) };
}

export function isSignedBy({ manifest, signature }: SignedManifest, verifier: ReleaseVerifier): Promise<boolean> {
  return verifier.verify(signature, manifestMessage(manifest));
}

/** The request that offers the manifest to a unit. */
export function encodeBegin({ manifest, signature, keyId }: SignedManifest, restart: boolean): Uint8Array {
  const value = create(BeginSchema, { manifest, signature, keyId, restart });
  return toBinary(FwRequestSchema, create(FwRequestSchema, { v: 1, op: { case: 'begin', value } }));
}
