import { Command } from 'commander';
import { countShift, shiftOf } from '../../core/records/shift.ts';
import { renderShiftReport } from '../../core/records/shift-report.ts';
import { unrecordedUnits } from '../../host/batch/unrecorded-units.ts';
import { stationName } from '../../host/station-name.ts';
import { openWorkspace } from '../../host/workspace.ts';
import { writeNamedFile } from '../../host/write-file.ts';
import type { CliContext } from '../context.ts';

interface Options {
  readonly from: string;
  readonly to: string;
  readonly operator?: string;
  readonly output: string;
}

export function shiftCommand(context: CliContext): Command {
  return new Command('shift')
    .description('write one printable page of what this station did in a span of time')
    .requiredOption('--from <date>', 'first moment, ISO 8601 date or time (UTC)')
    .requiredOption('--to <date>', 'last moment; a date stands for its end')
    .option('--operator <name>', 'only jobs of this operator')
    .requiredOption('-o, --output <file>', 'HTML file to write')
    .addHelpText('after', '\nExample:\n  unstrand records shift --from 2026-03-02 --to 2026-03-02 -o shift.html\n')
    .action(async ({ from, to, operator, output }: Options) => {
      const workspace = openWorkspace(context.io.env);
      const records = await workspace.records.search({ from, to, operator });
      const others = (await unrecordedUnits(workspace)).filter(
        (unit) => unit.at >= from && unit.at <= `${to}~` && (operator === undefined || unit.operator === operator),
      );
      const shift = shiftOf({ station: stationName(), from, to }, records, others);
      await writeNamedFile(output, renderShiftReport(shift, context.texts));
      context.document({ schema: 1, path: output, counters: countShift(shift) });
      context.say(context.texts('cli:release.packed', { path: output }));
    });
}
