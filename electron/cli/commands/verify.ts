import { Command } from 'commander';
import { readRelease } from '../../host/read-release.ts';
import { openWorkspace } from '../../host/workspace.ts';
import type { CliContext } from '../context.ts';
import { harmless } from '../style.ts';

export function verifyCommand(context: CliContext): Command {
  return new Command('verify')
    .description('check a release package: signature, key, files, validity')
    .argument('<package>')
    .option('--allow-unsigned', 'developer switch: accept an unsigned package')
    .addHelpText('after', '\nExample:\n  unstrand verify fix.unstrand\n')
    .action(async (path: string, options: { allowUnsigned?: boolean }) => {
      const { release } = await readRelease(path, openWorkspace(context.io.env), options.allowUnsigned);
      const { manifest, signedBy } = release;
      context.document({ schema: 1, manifest, manifestSha256: release.manifestSha256, signedBy });
      const key = signedBy ?? context.texts('cli:release.unsigned');
      const params = {
        product: harmless(manifest.product.name),
        version: harmless(manifest.version),
        build: harmless(manifest.build),
        key,
      };
      context.say(`${context.style.green('✓')} ${context.texts('cli:release.valid', params)}`);
    });
}
