import { sha256Hex } from '../../core/bytes/digest.ts';
import type { ChipFamily } from '../../core/chips/chip.ts';
import { parseAppImage } from '../../core/formats/app-image.ts';
import type { IdentifyRule, ReleaseImage, ReleaseManifest } from '../../core/release/manifest.ts';
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

const chipsOfProduct = ['ESP32', 'ESP32-C3'] as const satisfies readonly ChipFamily[];

/** Version 2.0.0 of the seed product for both chips. The size must be that of the unit: it is part of the old image's hash. */
export function seedRelease({ size = 'real' }: SeedOptions = {}): UnsignedRelease {
  const rules: IdentifyRule[] = [
    ...chipsOfProduct.map((chip) => ({ kind: 'image-hash' as const, sha256: oldDigest(chip, size) })),
    { kind: 'project-name', value: seedProject },
    { kind: 'string', value: 'Seed Radio' },
  ];
  return buildSeedRelease({ productId: 'seed-radio', productName: 'Seed Radio', rules, size });
}

/**
 * The same firmware declared for a unit that others built: what its owner would publish. `rules` say how that product is
 * recognised. Its bootloader is any.
 */
export function foreignRelease(productId: string, rules: readonly IdentifyRule[]): UnsignedRelease {
  return buildSeedRelease({ productId, productName: productId, rules, size: 'real' });
}

interface ReleaseTerms {
  readonly productId: string;
  readonly productName: string;
  readonly rules: readonly IdentifyRule[];
  readonly size: AppSize;
}

function buildSeedRelease({ productId, productName, rules, size }: ReleaseTerms): UnsignedRelease {
  const files = new Map(chipsOfProduct.map((chip) => [fileName(chip), newSeedApp(chip, size)] as const));
  const manifest: ReleaseManifest = {
    format: 1,
    product: { id: productId, name: productName },
    version: newVersion,
    build: '2026-03-04',
    created: '2026-03-04T10:20:30Z',
    images: chipsOfProduct.map((chip) => describeImage(chip, newSeedApp(chip, size))),
    preserve: [],
    trust: [],
    knownReleases: [{ version: oldVersion, images: chipsOfProduct.map((chip) => oldDigest(chip, size)), anchors: [] }],
    identify: rules,
    servers: [{ host: updateHost, port: 443 }],
    boot: { version: newBootVersion, lines: newBootLines, timeoutMs: 10_000 },
    nvs: { formatVersion: 2, encrypted: false },
    wearLevelling: 2,
    dateCheck: false,
  };
  return { manifest, files };
}

function describeImage(chip: ChipFamily, bytes: Uint8Array): ReleaseImage {
  return {
    chip,
    role: 'app',
    file: fileName(chip),
    size: bytes.length,
    sha256: sha256Hex(bytes),
    secureVersion: 0,
    bootloaders: [],
  };
}

function fileName(chip: ChipFamily): string {
  return `${seedProject}-${newVersion}-${chip.toLowerCase()}.bin`;
}

function oldDigest(chip: ChipFamily, size: AppSize): string {
  const image = parseAppImage(oldSeedApp(chip, size));
  if (!image.ok) throw new Error(image.problem.code);
  return image.value.sha256;
}

/** Content of a data partition that holds roots as PEM, such as `certs` of NINA modules: the roots that the server uses now. */
export function newTrustImage(): Uint8Array<ArrayBuffer> {
  const { newRoot, foreignRoot } = syntheticPki();
  return new TextEncoder().encode(`${newRoot}${foreignRoot}\0`);
}
