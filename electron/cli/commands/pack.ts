import { Command, Option } from 'commander';
import type { ChipFamily } from '../../core/chips/chip.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import { buildRelease } from '../../core/release/build-package.ts';
import { importRelease, isFolder, readReleaseFolder, writeReleaseFolder } from '../../host/pack-release.ts';
import { writeNamedFile } from '../../host/write-file.ts';
import type { CliContext } from '../context.ts';

interface Options {
  readonly output: string;
  readonly draft?: boolean;
  readonly productId?: string;
  readonly productName?: string;
  readonly build?: string;
  readonly releaseVersion?: string;
  readonly chip?: ChipFamily;
}

export function packCommand(context: CliContext): Command {
  return new Command('pack')
    .description('make a release package from a release folder or from build output')
    .argument('<source>', 'folder with release.json, or flasher_args.json, ESP Web Tools manifest.json, merged .bin')
    .requiredOption('-o, --output <path>', 'package to write; with --draft a folder')
    .option('--draft', 'write a folder with release.json, to be completed and packed again')
    .option('--product-id <id>', 'for build output: id of the product')
    .option('--product-name <name>', 'for build output: name of the product')
    .option('--build <text>', 'for build output: build number or date')
    .option('--release-version <version>', 'for build output: version, where the image does not say it')
    .addOption(new Option('--chip <chip>', 'for a merged image').choices(['ESP32', 'ESP32-C3']))
    .addHelpText('after', examples)
    .action((source: string, options: Options) => pack(context, source, options));
}

async function pack(context: CliContext, source: string, options: Options): Promise<void> {
  const release = (await isFolder(source))
    ? await readReleaseFolder(source)
    : await importRelease(source, detailsOf(options), options.chip);
  if (options.draft === true) await writeReleaseFolder(release, options.output);
  else await writeNamedFile(options.output, buildRelease(release.manifest, release.files));
  context.document({ schema: 1, path: options.output, manifest: release.manifest });
  context.say(context.texts('cli:release.packed', { path: options.output }));
}

function detailsOf({ productId, productName, build, releaseVersion }: Options) {
  if (productId === undefined) throw new RecoveryError('usage.bad-argument', { detail: '--product-id' });
  if (build === undefined) throw new RecoveryError('usage.bad-argument', { detail: '--build' });
  const created = new Date().toISOString();
  return { product: { id: productId, name: productName ?? productId }, build, created, version: releaseVersion };
}

const examples = `
Bootloader and partition table of a build are never carried: they would overwrite the unit's own.

Examples:
  unstrand pack build/flasher_args.json --draft -o release --product-id radio --build 2026-03-04
  unstrand pack release -o fix.unstrand && unstrand sign fix.unstrand --key vendor.private.pem
`;
