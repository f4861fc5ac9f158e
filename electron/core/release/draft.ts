import { sha256Hex } from '../bytes/digest.ts';
import { chips } from '../chips/catalogue.ts';
import type { ChipFamily } from '../chips/chip.ts';
import { RecoveryError } from '../errors/recovery-error.ts';
import { type AppImage, isBootable, parseAppImage } from '../formats/app-image.ts';
import { bootloaderFingerprint, readBootloaderIdfVersion } from '../formats/bootloader-image.ts';
import type { UnsignedRelease } from './build-package.ts';
import type { BootExpectation, IdentifyRule, ReleaseImage, ReleaseManifest } from './manifest.ts';

/** What no build output says and its owner has to. */
export interface DraftDetails {
  readonly product: ReleaseManifest['product'];
  readonly build: string;
  /** ISO 8601 UTC. */
  readonly created: string;
  /** Overrides what the app says of itself; needed where it says nothing (ESP-IDF v3.2 and older). */
  readonly version?: string | undefined;
  /** Overrides the lines by which the app's start is recognised; needed where the app has no descriptor. */
  readonly boot?: BootExpectation | undefined;
}

/** One chip's part of a build. */
export interface DraftApp {
  readonly chip: ChipFamily;
  readonly app: Uint8Array;
  /** The bootloader that was built with it: never carried, but what the app is declared to boot under. */
  readonly bootloader: Uint8Array | undefined;
}

const bootTimeoutMs = 15_000;

/**
 * A manifest as far as build output allows, to be completed by the release's owner, and the images that it names. Throws
 * `release.import-failed`.
 */
export function draftRelease(apps: readonly DraftApp[], details: DraftDetails): UnsignedRelease {
  const parsed = apps.map((app) => ({ ...app, image: parseBootableApp(app) }));
  const [first] = parsed;
  if (first === undefined) throw importFailed('no-app');
  if (new Set(apps.map(({ chip }) => chip)).size < apps.length) throw importFailed('repeated-chip');
  const version = details.version ?? first.image.descriptor?.version;
  if (!version) throw importFailed('version-needed');
  const manifest: ReleaseManifest = {
    format: 1,
    product: details.product,
    version,
    build: details.build,
    created: details.created,
    images: parsed.map(describeApp),
    preserve: [],
    trust: [],
    knownReleases: [],
    identify: identifyRules(parsed.map(({ image }) => image)),
    servers: [],
    boot: details.boot ?? bootExpectation(first.image),
  };
  return { manifest, files: new Map(apps.map(({ chip, app }) => [fileNameOf(chip), app])) };
}

export function importFailed(reason: string, params: Readonly<Record<string, string | number>> = {}): RecoveryError {
  return new RecoveryError('release.import-failed', { reason, ...params });
}

function parseBootableApp({ app, chip }: DraftApp): AppImage {
  const image = parseAppImage(app);
  if (!image.ok) throw importFailed(image.problem.code, { chip });
  if (!isBootable(image.value)) throw importFailed('app-damaged', { chip });
  if (image.value.header.chipId !== chips[chip].imageChipId) throw importFailed('app-for-other-chip', { chip });
  return image.value;
}

function describeApp({ chip, app, bootloader, image }: DraftApp & { readonly image: AppImage }): ReleaseImage {
  const { minRevision, maxRevision } = image.header;
  return {
    chip,
    role: 'app',
    file: fileNameOf(chip),
    size: app.length,
    sha256: sha256Hex(app),
    ...(image.descriptor && { secureVersion: image.descriptor.secureVersion }),
    ...(minRevision > 0 && { minRevision }),
    ...(maxRevision !== undefined && { maxRevision }),
    bootloaders: bootloader === undefined ? [] : declaredBootloaders(bootloader),
  };
}

/** The very bootloader of the build, and those of the same ESP-IDF version. */
function declaredBootloaders(bootloader: Uint8Array): ReleaseImage['bootloaders'] {
  const fingerprint = bootloaderFingerprint(bootloader);
  if (fingerprint === undefined) throw importFailed('bootloader-damaged');
  const idfVersion = readBootloaderIdfVersion(bootloader);
  return [{ fingerprint }, ...(idfVersion === undefined ? [] : [{ idfVersion }])];
}

function fileNameOf(chip: ChipFamily): string {
  return `${chip.toLowerCase()}-app.bin`;
}

function identifyRules(images: readonly AppImage[]): IdentifyRule[] {
  const names = new Set(images.map(({ descriptor }) => descriptor?.projectName ?? '').filter((name) => name !== ''));
  return [...names].map((value) => ({ kind: 'project-name', value }));
}

/** What every app with a descriptor prints at its start (FORMATS §12.1). */
function bootExpectation({ descriptor }: AppImage): BootExpectation {
  if (descriptor === undefined) throw importFailed('boot-lines-needed');
  const { version, projectName } = descriptor;
  return {
    version: `App version:      ${version}`,
    lines: [`Project name:     ${projectName}`],
    timeoutMs: bootTimeoutMs,
  };
}
