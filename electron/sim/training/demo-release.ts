import type { IdentifyRule, ReleaseImage, ReleaseManifest } from '../../core/release/manifest.ts';
import type { AppSize } from '../firmware/app.ts';
import { syntheticPki } from '../firmware/pki.ts';
import { signV2, testSigningKey } from '../security/secure-boot-v2.ts';
import { newSeedApp, newVersion, oldSeedApp, oldVersion } from '../units/seed-firmware.ts';
import {
  commonManifest,
  describeFile,
  encodedRoots,
  identityOf,
  knownRelease,
  type UnsignedRelease,
} from '../units/seed-release.ts';
import { arduinoApp, crashingApp, olderApp, olderVersion, secureVersionApp } from './firmware.ts';
import { radioApp, radioVersion } from './radio-firmware.ts';
import type { DemoEdition } from './training-unit.ts';

/** The product of every training unit. No unit that anybody sells has it. */
export const demoProduct = { id: 'unstrand-training', name: 'Training Radio' } as const;

/** Versions of the bootloaders that the training units have: the seed's, and the Arduino core's. */
const bootloaders = {
  ESP32: [{ idfVersion: 'v3.2' }, { idfVersion: 'v4.4' }],
  'ESP32-C3': [{ idfVersion: 'v4.3' }],
} as const satisfies Partial<Record<ReleaseImage['chip'], ReleaseImage['bootloaders']>>;

/**
 * A demo release before it is packed and signed. Only the hashes of virtual firmware identify its product, never a text
 * that a real unit could hold. The current edition is signed for secure boot with the project's test key.
 */
export function demoRelease(edition: DemoEdition, size: AppSize): UnsignedRelease {
  const { oldRoot, newRoot, foreignRoot } = syntheticPki();
  const olds = oldApps(size);
  const news = (['ESP32', 'ESP32-C3'] as const).map((chip) => newSeedApp(chip, size));
  const radios = (['ESP32', 'ESP32-C3'] as const).map((chip) => radioApp(chip, size));
  const { images, files } = edition === 'current' ? currentImages(size) : olderImages(size);
  const manifest: ReleaseManifest = {
    ...commonManifest,
    ...(edition === 'older' && olderExpectations),
    product: demoProduct,
    images,
    knownReleases: [
      knownRelease(oldVersion, olds, [oldRoot]),
      knownRelease(radioVersion, radios, [oldRoot]),
      knownRelease(newVersion, news, [newRoot, foreignRoot]),
    ],
    certificates: encodedRoots(),
    identify: [...olds, ...news].map((app): IdentifyRule => ({ kind: 'image-hash', sha256: identityOf(app) })),
  };
  return { manifest, files };
}

function oldApps(size: AppSize): Uint8Array[] {
  const seeds = (['ESP32', 'ESP32-C3'] as const).map((chip) => oldSeedApp(chip, size));
  return [...seeds, arduinoApp(size), crashingApp(size), secureVersionApp(size)];
}

function currentImages(size: AppSize) {
  const chips = ['ESP32', 'ESP32-C3'] as const;
  const signed = packed(chips.map((chip) => ({ chip, bytes: signV2(newSeedApp(chip, size), testSigningKey()) })));
  return { ...signed, images: signed.images.map((image) => ({ ...image, recovery: { build: demoBuild } })) };
}

/** Build of the edition that helps, for units that are updated without a cable. */
const demoBuild = 20;

function olderImages(size: AppSize) {
  return packed([{ chip: 'ESP32', bytes: olderApp(size) }]);
}

function packed(apps: readonly { readonly chip: 'ESP32' | 'ESP32-C3'; readonly bytes: Uint8Array }[]) {
  const files = new Map(apps.map(({ chip, bytes }) => [`training-radio-${chip.toLowerCase()}.bin`, bytes]));
  const images = apps.map(({ chip, bytes }): ReleaseImage => {
    const file = `training-radio-${chip.toLowerCase()}.bin`;
    return { chip, role: 'app', ...describeFile(file, bytes), secureVersion: 0, bootloaders: bootloaders[chip] };
  });
  return { files, images };
}

const olderExpectations = {
  version: olderVersion,
  nvs: { formatVersion: 1, encrypted: false },
  wearLevelling: 1,
  boot: { version: `firmware version ${olderVersion}`, lines: ['Seed Radio'], timeoutMs: 10_000 },
} as const satisfies Partial<ReleaseManifest>;
