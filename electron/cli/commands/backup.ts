import { Command } from 'commander';
import { backupFlash } from '../../host/backup-flash.ts';
import { openWorkspace } from '../../host/workspace.ts';
import type { CliContext } from '../context.ts';
import { addLinkOptions, type LinkOptions, unitTarget } from '../options.ts';
import { targetOf } from '../source.ts';

interface Options extends LinkOptions {
  readonly recipient?: string;
}

export function backupCommand(context: CliContext): Command {
  return addLinkOptions(
    new Command('backup').description('read the whole flash and keep it, encrypted; changes nothing'),
  )
    .option('--recipient <age1…>', 'also encrypt to this age recipient, such as the owner of the firmware')
    .addHelpText('after', '\nExample:\n  unstrand backup --port /dev/ttyUSB0\n')
    .action(async (options: Options) => {
      const { texts } = context;
      const title = texts('cli:step.backup', { target: 'flash' });
      const backup = await backupFlash(
        {
          ...unitTarget(options, await targetOf(options), context.io.signal),
          ownerRecipient: options.recipient,
          onProgress: (done, total) => context.progress.update(title, done, total),
        },
        openWorkspace(context.io.env),
      );
      context.document({ schema: 1, backup });
      context.say(texts('cli:backups.saved', { id: backup.id, mac: backup.mac }));
    });
}
