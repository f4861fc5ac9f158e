import { Command } from 'commander';
import { resumeOverChannel } from '../../host/channel/recover-over-channel.ts';
import type { ResumeOrder } from '../../host/recovery-flow.ts';
import { resumeUnit } from '../../host/resume-unit.ts';
import { openWhileJoined } from '../../host/wifi/open-while-joined.ts';
import { openWorkspace } from '../../host/workspace.ts';
import { addChannelOptions, type ChannelOptions, channelAccessOf } from '../channel.ts';
import type { CliContext } from '../context.ts';
import { finishJob } from '../finish-job.ts';
import { addJoinOptions, type JoinOptions, whileJoined, withJoinedAddress } from '../join.ts';
import { addLinkOptions, type LinkOptions, unitTarget } from '../options.ts';
import { showEvent } from '../render/job.ts';
import { targetOf } from '../source.ts';

export function resumeCommand(context: CliContext): Command {
  const command = new Command('resume').description('finish the job that stopped on this unit, at whatever moment');
  return addJoinOptions(addChannelOptions(addLinkOptions(command)))
    .addHelpText(
      'after',
      '\nExamples:\n  unstrand resume --port /dev/ttyUSB0\n  unstrand resume --ble 24:6f:28:aa:bb:01 --pop abcd1234\n',
    )
    .action(async (given: LinkOptions & ChannelOptions & JoinOptions) => {
      const options = withJoinedAddress(given);
      const workspace = openWorkspace(context.io.env);
      const { signal } = context.io;
      const order: ResumeOrder = { onEvent: (event) => showEvent(event, context), signal };
      const access = await channelAccessOf(options, context);
      const { report, record } =
        access === undefined
          ? await resumeUnit({ ...order, ...unitTarget(options, await targetOf(options), signal) }, workspace)
          : await whileJoined(options, context, workspace, (...joined) =>
              resumeOverChannel({ ...order, access, open: openWhileJoined(context.radio(), ...joined) }, workspace),
            );
      await finishJob(context, workspace, report, record);
    });
}
