import { Command } from 'commander';
import { signPackage } from '../../core/release/sign-package.ts';
import { readFileCapped } from '../../host/read-file.ts';
import { writeNamedFile } from '../../host/write-file.ts';
import type { CliContext } from '../context.ts';

const maxPackageBytes = 64 << 20;
const maxPemBytes = 64 << 10;

export function signCommand(context: CliContext): Command {
  return new Command('sign')
    .description('sign a release package')
    .argument('<package>')
    .requiredOption('--key <private.pem>', 'private key that `keys generate` made')
    .option('-o, --output <file>', 'file to write (default: the package itself)')
    .addHelpText('after', '\nExample:\n  unstrand sign fix.unstrand --key vendor.private.pem\n')
    .action(async (path: string, { key, output = path }: { key: string; output?: string }) => {
      const pem = new TextDecoder().decode(await readFileCapped(key, maxPemBytes));
      await writeNamedFile(output, await signPackage(await readFileCapped(path, maxPackageBytes), pem));
      context.document({ schema: 1, path: output });
      context.say(context.texts('cli:release.packed', { path: output }));
    });
}
