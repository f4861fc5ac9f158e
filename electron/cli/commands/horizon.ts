import { Command } from 'commander';
import { auditFolder } from '../../host/audit-files.ts';
import { openWorkspace } from '../../host/workspace.ts';
import type { CliContext } from '../context.ts';
import { renderCalendar } from '../render/calendar.ts';

export function horizonCommand(context: CliContext): Command {
  return new Command('horizon')
    .description('a calendar of all firmware in a folder: when which of it loses its update path')
    .argument('<folder>', 'folder with firmware files (.bin) and release packages (.unstrand)')
    .option('--allow-unsigned', 'developer switch: look into unsigned packages')
    .addHelpText('after', '\nExample:\n  unstrand trust horizon releases\n')
    .action(async (folder: string, { allowUnsigned }: { readonly allowUnsigned?: boolean }) => {
      const options = { allowUnsigned, signal: context.io.signal };
      const calendar = await auditFolder(folder, options, openWorkspace(context.io.env));
      context.document(calendar);
      context.say(renderCalendar(calendar, context.texts, context.style));
      context.exit = calendar.entries.length > 0 ? 0 : 1;
    });
}
