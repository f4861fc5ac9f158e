import { Command } from 'commander';
import { recoverOverChannel } from '../../host/channel/recover-over-channel.ts';
import { readRelease } from '../../host/read-release.ts';
import { recoverUnit } from '../../host/recover-unit.ts';
import type { RecoveryOrder } from '../../host/recovery-flow.ts';
import { openWhileJoined } from '../../host/wifi/open-while-joined.ts';
import { openWorkspace } from '../../host/workspace.ts';
import { addChannelOptions, type ChannelOptions, channelAccessOf } from '../channel.ts';
import type { CliContext } from '../context.ts';
import { finishJob } from '../finish-job.ts';
import { addJoinOptions, type JoinOptions, whileJoined, withJoinedAddress } from '../join.ts';
import {
  addLinkOptions,
  addServerOptions,
  type LinkOptions,
  operatorName,
  type ServerOptions,
  unitTarget,
} from '../options.ts';
import { addPlanOptions, type PlanOptions, policyOf } from '../plan-options.ts';
import { showEvent } from '../render/job.ts';
import { renderPlan } from '../render/plan.ts';
import { renderRefusals } from '../render/refusals.ts';
import { renderVerdict } from '../render/verdict.ts';
import { serverOf } from '../server.ts';
import { targetOf } from '../source.ts';

type Options = LinkOptions &
  ChannelOptions &
  JoinOptions &
  PlanOptions &
  ServerOptions & { readonly confirm?: string; readonly workOrder?: string };

export function recoverCommand(context: CliContext): Command {
  const command = new Command('recover').description(
    'back up, write, verify, switch, restart, watch the start, judge again, record',
  );
  return addServerOptions(addPlanOptions(addJoinOptions(addChannelOptions(addLinkOptions(command)))))
    .option('--confirm <hash>', 'hash of the plan that I have read and confirm')
    .option('--work-order <text>', 'work order, for the record')
    .addHelpText('after', examples)
    .action((options: Options) => recover(context, options));
}

async function recover(context: CliContext, given: Options): Promise<void> {
  const options = withJoinedAddress(given);
  const { texts, style, io } = context;
  const workspace = openWorkspace(io.env);
  const access = await channelAccessOf(options, context);
  const order: RecoveryOrder = {
    package: await readRelease(options.release, workspace, options.allowUnsigned),
    policy: policyOf(options),
    server: await serverOf(options),
    confirmedHash: options.confirm,
    operator: operatorName(options),
    workOrder: options.workOrder,
    onPlan(plan, _facts, verdict) {
      context.say(renderVerdict(verdict, texts, style));
      context.say(renderPlan(plan, texts, style));
    },
    onEvent: (event) => showEvent(event, context),
    signal: io.signal,
  };
  const result =
    access === undefined
      ? await recoverUnit({ ...order, ...unitTarget(options, await targetOf(options), io.signal) }, workspace)
      : await whileJoined(options, context, workspace, (...joined) =>
          recoverOverChannel({ ...order, access, open: openWhileJoined(context.radio(), ...joined) }, workspace),
        );
  if (result.kind === 'refused') {
    context.document({ schema: 1, refusals: result.refusals });
    context.say(renderRefusals(result.refusals, texts, style));
    context.exit = 3;
    return;
  }
  if (result.kind === 'unconfirmed') {
    context.document({ schema: 1, plan: result.plan });
    context.say(texts('cli:run.confirm-with', { hash: result.plan.hash }));
    context.exit = 3;
    return;
  }
  await finishJob(context, workspace, result.report, result.record);
}

const examples = `
A plan that loses data or cannot be undone is shown with its hash and refused (exit code 3) until you add --confirm HASH.

Examples:
  unstrand recover --port /dev/ttyUSB0 --release fix.unstrand --chain server.pem
  unstrand recover --port /dev/ttyUSB0 --release fix.unstrand --confirm 3f2a…
  unstrand recover --ble 24:6f:28:aa:bb:01 --pop abcd1234 --release fix.unstrand
  unstrand recover --join PROV_A1B2C3 --pop abcd1234 --release fix.unstrand
  unstrand recover --qr '{"ver":"v1","name":"PROV_1","pop":"abcd1234","transport":"ble"}' --release fix.unstrand
`;
