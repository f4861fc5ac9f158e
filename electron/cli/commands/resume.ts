import { Command } from 'commander';
import { resumeUnit } from '../../host/resume-unit.ts';
import { openWorkspace } from '../../host/workspace.ts';
import type { CliContext } from '../context.ts';
import { finishJob } from '../finish-job.ts';
import { addLinkOptions, type LinkOptions, unitTarget } from '../options.ts';
import { showEvent } from '../render/job.ts';
import { targetOf } from '../source.ts';

export function resumeCommand(context: CliContext): Command {
  return addLinkOptions(
    new Command('resume').description('finish the job that stopped on this unit, at whatever moment'),
  )
    .addHelpText('after', '\nExample:\n  unstrand resume --port /dev/ttyUSB0\n')
    .action(async (options: LinkOptions) => {
      const workspace = openWorkspace(context.io.env);
      const target = unitTarget(options, await targetOf(options), context.io.signal);
      const { report, record } = await resumeUnit(
        { ...target, onEvent: (event) => showEvent(event, context) },
        workspace,
      );
      await finishJob(context, workspace, report, record);
    });
}
