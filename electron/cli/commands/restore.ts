import { Command } from 'commander';
import { restoreFlash } from '../../host/backup-flash.ts';
import { openWorkspace } from '../../host/workspace.ts';
import type { CliContext } from '../context.ts';
import { addLinkOptions, type LinkOptions, unitTarget } from '../options.ts';
import { targetOf } from '../source.ts';

interface Options extends LinkOptions {
  readonly confirm?: string;
  readonly recipient?: string;
}

export function restoreCommand(context: CliContext): Command {
  return addLinkOptions(new Command('restore').description('write a backup back to the unit that it came from'))
    .argument('<backup>', 'id that `backup` or `recover` printed')
    .option('--confirm <hash>', 'hash that this command printed when it was refused')
    .option('--recipient <age1…>', 'also encrypt the backup of what is replaced to this age recipient')
    .addHelpText('after', examples)
    .action(async (backupId: string, options: Options) => {
      const title = context.texts('cli:step.write', { target: 'flash' });
      const outcome = await restoreFlash(
        {
          ...unitTarget(options, await targetOf(options), context.io.signal),
          backupId,
          confirmedHash: options.confirm,
          ownerRecipient: options.recipient,
          onProgress: (done, total) => context.progress.update(title, done, total),
        },
        openWorkspace(context.io.env),
      );
      context.document({ schema: 1, outcome });
      context.say(context.texts('cli:backups.restored', { id: backupId }));
    });
}

const examples = `
What is replaced is saved first. The first call is refused and prints the hash to confirm.

Example:
  unstrand restore 246f28aabb01-20261124t105521z-e3d8a86e --port /dev/ttyUSB0 --confirm 3f2a…
`;
