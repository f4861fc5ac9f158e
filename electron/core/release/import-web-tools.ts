import { z } from 'zod';
import { maxFlashSize } from '../bytes/flash-offset.ts';
import type { ChipFamily } from '../chips/chip.ts';
import { type BuildFiles, buildFile, buildPath, chipFamilyOf, readDescription } from './build-files.ts';
import type { UnsignedRelease } from './build-package.ts';
import { type DraftDetails, draftRelease, importFailed } from './draft.ts';
import { layOutFlash, sliceFlashImage } from './slice-flash-image.ts';

const part = z.looseObject({ path: buildPath, offset: z.number().int().min(0).max(maxFlashSize) });

/** The parts of an ESP Web Tools manifest that matter here (esphome/esp-web-tools, README). */
const webToolsSchema = z.looseObject({
  version: z.string().max(64).optional(),
  builds: z
    .array(z.looseObject({ chipFamily: z.string().max(20), parts: z.array(part).min(1).max(32) }))
    .min(1)
    .max(32),
});

export type WebToolsManifest = z.infer<typeof webToolsSchema>;

/** Reads an ESP Web Tools `manifest.json`. Throws `release.import-failed`. */
export function parseWebToolsManifest(json: Uint8Array): WebToolsManifest {
  return readDescription(json, webToolsSchema);
}

/** The files that the import needs, as paths below the manifest's folder: those of supported chips. */
export function filesOfWebToolsManifest(manifest: WebToolsManifest): string[] {
  return supportedBuilds(manifest).flatMap(({ parts }) => parts.map(({ path }) => path));
}

/**
 * A draft from an ESP Web Tools manifest: of each supported chip's build, one merged image or several parts, the app
 * alone is cut out along the partition table. Builds for other chips are left out. Throws `release.import-failed`.
 */
export function importWebTools(manifest: WebToolsManifest, files: BuildFiles, details: DraftDetails): UnsignedRelease {
  const apps = supportedBuilds(manifest).map(({ chip, parts }) => {
    const flash = layOutFlash(parts.map(({ path, offset }) => ({ offset, bytes: buildFile(files, path) })));
    return sliceFlashImage(flash, chip);
  });
  if (apps.length === 0) {
    throw importFailed('unsupported-chip', { chip: manifest.builds.map(({ chipFamily }) => chipFamily).join(' ') });
  }
  return draftRelease(apps, { ...details, version: details.version ?? manifest.version });
}

/** A draft from one merged image that starts at flash address 0. Throws `release.import-failed`. */
export function importMergedImage(flash: Uint8Array, chip: ChipFamily, details: DraftDetails): UnsignedRelease {
  if (flash.length > maxFlashSize) throw importFailed('too-large', { size: flash.length });
  return draftRelease([sliceFlashImage(flash, chip)], details);
}

function supportedBuilds({ builds }: WebToolsManifest) {
  return builds.flatMap(({ chipFamily, parts }) => {
    const chip = chipFamilyOf(chipFamily);
    return chip === undefined ? [] : [{ chip, parts }];
  });
}
