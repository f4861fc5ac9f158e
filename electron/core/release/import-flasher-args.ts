import { z } from 'zod';
import { type BuildFiles, buildFile, buildPath, chipFamilyOf, readDescription } from './build-files.ts';
import type { UnsignedRelease } from './build-package.ts';
import { type DraftDetails, draftRelease, importFailed } from './draft.ts';

const file = z.looseObject({ offset: z.string().max(20), file: buildPath });

/** The parts of ESP-IDF's `flasher_args.json` that matter here (components/esptool_py/flasher_args.json.in). */
const flasherArgsSchema = z.looseObject({
  app: file,
  bootloader: file.optional(),
  extra_esptool_args: z.looseObject({ chip: z.string().max(20) }),
});

export type FlasherArgs = z.infer<typeof flasherArgsSchema>;

/** Reads `flasher_args.json`. Throws `release.import-failed`. */
export function parseFlasherArgs(json: Uint8Array): FlasherArgs {
  return readDescription(json, flasherArgsSchema);
}

/** The files that the import needs, as paths below the build folder. */
export function filesOfFlasherArgs({ app, bootloader }: FlasherArgs): string[] {
  return [app, bootloader].flatMap((entry) => entry?.file ?? []);
}

/**
 * A draft from an ESP-IDF build. Only the app is carried: bootloader, partition table and initial otadata of the build
 * would overwrite the unit's own (DESIGN §5.3, §5.5). The bootloader serves to declare what the app boots under.
 */
export function importFlasherArgs(args: FlasherArgs, files: BuildFiles, details: DraftDetails): UnsignedRelease {
  const { app, bootloader, extra_esptool_args: extra } = args;
  const chip = chipFamilyOf(extra.chip);
  if (chip === undefined) throw importFailed('unsupported-chip', { chip: extra.chip });
  const draft = {
    chip,
    app: buildFile(files, app.file),
    bootloader: bootloader && buildFile(files, bootloader.file),
  };
  return draftRelease([draft], details);
}
