import { Command } from 'commander';
import { calendarRows } from '../../core/pictures/calendar-rows.ts';
import { renderHorizonSvg } from '../../core/pictures/horizon-svg.ts';
import { auditFolder } from '../../host/audit-files.ts';
import { openWorkspace } from '../../host/workspace.ts';
import { writeNamedFile } from '../../host/write-file.ts';
import type { CliContext } from '../context.ts';
import { renderCalendar } from '../render/calendar.ts';

type Options = { readonly allowUnsigned?: boolean; readonly svg?: string };

export function horizonCommand(context: CliContext): Command {
  return new Command('horizon')
    .description('a calendar of all firmware in a folder: when which of it loses its update path')
    .argument('<folder>', 'folder with firmware files (.bin) and release packages (.unstrand)')
    .option('--allow-unsigned', 'developer switch: look into unsigned packages')
    .option('--svg <file>', 'write a picture of the calendar')
    .addHelpText('after', examples)
    .action(async (folder: string, { allowUnsigned, svg }: Options) => {
      const workspace = openWorkspace(context.io.env);
      const calendar = await auditFolder(folder, { allowUnsigned, signal: context.io.signal }, workspace);
      if (svg !== undefined) {
        await writeNamedFile(svg, renderHorizonSvg(calendarRows(calendar), workspace.clock.now(), context.texts));
      }
      context.document(calendar);
      context.say(renderCalendar(calendar, context.texts, context.style));
      context.exit = calendar.entries.length > 0 ? 0 : 1;
    });
}

const examples = `
Roots of a bundle have no date in the firmware: their ends come from the catalogue (unstrand trust catalogue).
Exit code 0 when firmware was found, 1 when none was.

Examples:
  unstrand trust horizon releases
  unstrand trust horizon releases --svg calendar.svg
`;
