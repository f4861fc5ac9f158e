import { Command, Option } from 'commander';
import { createDemoVendor, demoKeyName } from '../../host/demo-package.ts';
import { writeNamedFile } from '../../host/write-file.ts';
import { type DemoEdition, demoEditions } from '../../sim/training/training-unit.ts';
import type { CliContext } from '../context.ts';

export function simReleaseCommand(context: CliContext): Command {
  return new Command('release')
    .description('write the release that fits the training units, and the key to accept it by')
    .argument('<file>', 'package to write; the public key goes beside it as <file>.public.pem')
    .addOption(
      new Option('--edition <which>', 'the one that helps, or one that is too old')
        .choices([...demoEditions])
        .default('current'),
    )
    .addHelpText('after', examples)
    .action(async (path: string, { edition }: { readonly edition: DemoEdition }) => {
      const vendor = createDemoVendor();
      const keyPath = `${path}.public.pem`;
      await writeNamedFile(path, await vendor.release(edition));
      await writeNamedFile(keyPath, await vendor.publicKeyPem());
      context.document({ schema: 1, path, keyPath });
      context.say(context.texts('cli:release.packed', { path }));
      context.say(context.texts('cli:sim.enroll', { keyPath, name: demoKeyName }));
    });
}

const examples = `
The key that signs is new each time and is not kept; the release fits no real unit.

Examples:
  unstrand sim release demo.unstrand
  unstrand keys enroll demo.unstrand.public.pem --name Demo
  unstrand recover --port sim:seed --release demo.unstrand
`;
