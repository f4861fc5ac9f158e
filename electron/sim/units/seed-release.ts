import { X509Certificate } from 'node:crypto';
import { sha256Hex } from '../../core/bytes/digest.ts';
import type { ChipFamily } from '../../core/chips/chip.ts';
import { parseAppImage } from '../../core/formats/app-image.ts';
import type { IdentifyRule, KnownRelease, ReleaseImage, ReleaseManifest } from '../../core/release/manifest.ts';
import type { AppSize } from '../firmware/app.ts';
import { syntheticPki, updateHost } from '../firmware/pki.ts';
import type { SeedOptions } from './seed.ts';
import {
  newBootLines,
  newBootVersion,
  newSeedApp,
  newVersion,
  oldSeedApp,
  oldVersion,
  seedProject,
} from './seed-firmware.ts';

/** A release before it is packed and signed: the manifest and the files that it names. */
export interface UnsignedRelease {
  readonly manifest: ReleaseManifest;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** A unit that others built, as its owner would declare the seed firmware for it. */
export interface ForeignProduct {
  readonly id: string;
  readonly identify: readonly IdentifyRule[];
  /** Label of its data partition that holds the roots, such as `certs` of NINA modules. */
  readonly trustPartition?: string;
}

const productChips = ['ESP32', 'ESP32-C3'] as const satisfies readonly ChipFamily[];
/** Versions of the bootloaders that the product was sold with. */
const bootloaders = { ESP32: { idfVersion: 'v3.2' }, 'ESP32-C3': { idfVersion: 'v4.3' } } as const;
const trustFile = 'roots.pem.bin';

/**
 * Version 2.0.0 of the seed product for both chips: knows the old firmware and itself by hash and roots. The size must
 * be that of the unit, because it is part of the old image's hash.
 */
export function seedRelease({ size = 'real' }: SeedOptions = {}): UnsignedRelease {
  const { oldRoot, newRoot, foreignRoot } = syntheticPki();
  const oldApps = productChips.map((chip) => oldSeedApp(chip, size));
  const { files, images } = newImages(size);
  const manifest: ReleaseManifest = {
    ...commonManifest,
    product: { id: seedProject, name: 'Seed Radio' },
    images: images.map((image) => ({ ...image, bootloaders: [bootloaders[image.chip]] })),
    knownReleases: [
      knownRelease(oldVersion, oldApps, [oldRoot]),
      knownRelease(newVersion, [...files.values()], [newRoot, foreignRoot]),
    ],
    certificates: encodedRoots(),
    identify: [
      ...oldApps.map((app) => ({ kind: 'image-hash' as const, sha256: identityOf(app) })),
      { kind: 'project-name', value: seedProject },
      { kind: 'string', value: 'Seed Radio' },
    ],
  };
  return { manifest, files };
}

/** The same firmware, declared for another product, which boots it under any bootloader; with new roots where it keeps them apart. */
export function foreignRelease({ id, identify, trustPartition }: ForeignProduct): UnsignedRelease {
  const { files, images } = newImages('real');
  const esp32 = images.filter(({ chip }) => chip === 'ESP32');
  const trust = trustPartition === undefined ? [] : [trustImage(trustPartition)];
  const manifest: ReleaseManifest = {
    ...commonManifest,
    product: { id, name: id },
    images: [...esp32, ...trust],
    trust: trustPartition === undefined ? [] : [trustPartition],
    knownReleases: [],
    identify,
  };
  const names = manifest.images.map(({ file }) => file);
  const all = new Map([...files, [trustFile, newTrustImage()] as const]);
  return { manifest, files: new Map([...all].filter(([name]) => names.includes(name))) };
}

/** What the manifests of virtual products share. */
export const commonManifest = {
  format: 1,
  version: newVersion,
  build: '2026-03-04',
  created: '2026-03-04T10:20:30Z',
  preserve: [],
  trust: [],
  servers: [{ host: updateHost, port: 443 }],
  boot: { version: newBootVersion, lines: newBootLines, timeoutMs: 10_000 },
  nvs: { formatVersion: 2, encrypted: false },
  wearLevelling: 2,
  dateCheck: false,
} as const satisfies Partial<ReleaseManifest>;

function newImages(size: AppSize): { files: Map<string, Uint8Array>; images: ReleaseImage[] } {
  const files = new Map<string, Uint8Array>();
  const images = productChips.map((chip): ReleaseImage => {
    const file = `${seedProject}-${newVersion}-${chip.toLowerCase()}.bin`;
    const bytes = newSeedApp(chip, size);
    files.set(file, bytes);
    return { chip, role: 'app', ...describeFile(file, bytes), secureVersion: 0, bootloaders: [] };
  });
  return { files, images };
}

function trustImage(partition: string): ReleaseImage {
  return { chip: 'ESP32', role: 'trust', ...describeFile(trustFile, newTrustImage()), partition, bootloaders: [] };
}

/** The roots of virtual firmware as a manifest carries them. */
export function encodedRoots(): string[] {
  const { oldRoot, newRoot, foreignRoot } = syntheticPki();
  return [oldRoot, newRoot, foreignRoot].map((pem) => new X509Certificate(pem).raw.toString('base64'));
}

/** How a manifest names a file. */
export function describeFile(file: string, bytes: Uint8Array) {
  return { file, size: bytes.length, sha256: sha256Hex(bytes) };
}

/** Content of a data partition that holds roots as PEM: those that the server uses now. */
export function newTrustImage(): Uint8Array<ArrayBuffer> {
  const { newRoot, foreignRoot } = syntheticPki();
  return new TextEncoder().encode(`${newRoot}${foreignRoot}\0`);
}

/** An earlier release as a manifest declares it, by its apps and its roots in PEM. */
export function knownRelease(version: string, apps: readonly Uint8Array[], roots: readonly string[]): KnownRelease {
  return { version, images: apps.map(identityOf), anchors: roots.map(spkiSha256) };
}

/** The hash by which an app is known, signed or not. */
export function identityOf(app: Uint8Array): string {
  const image = parseAppImage(app);
  if (!image.ok) throw new Error(image.problem.code);
  return image.value.sha256;
}

function spkiSha256(pem: string): string {
  return sha256Hex(new X509Certificate(pem).publicKey.export({ type: 'spki', format: 'der' }));
}
