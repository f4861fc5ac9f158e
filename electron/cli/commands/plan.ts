import { Command } from 'commander';
import { planOverEndpoints } from '../../core/plan/endpoints/plan-over-endpoints.ts';
import type { PlanPolicy, PlanResult } from '../../core/plan/plan.ts';
import { planRecovery } from '../../core/plan/plan-recovery.ts';
import type { Release } from '../../core/release/manifest.ts';
import { type Reading, readSource } from '../../host/read-facts.ts';
import { readRelease } from '../../host/read-release.ts';
import { openWorkspace } from '../../host/workspace.ts';
import type { CliContext } from '../context.ts';
import { addJoinOptions, type JoinOptions, whileJoined, withJoinedAddress } from '../join.ts';
import { addPlanOptions, type PlanOptions, policyOf } from '../plan-options.ts';
import { renderPlan } from '../render/plan.ts';
import { renderRefusals } from '../render/refusals.ts';
import { addSourceOptions, type SourceOptions, sourceOf } from '../source.ts';

type Options = SourceOptions & JoinOptions & PlanOptions;

export function planCommand(context: CliContext): Command {
  const command = new Command('plan').description('show every step of a recovery; writes nothing');
  return addPlanOptions(addJoinOptions(addSourceOptions(command)))
    .addHelpText('after', examples)
    .action(async (given: Options) => {
      const options = withJoinedAddress(given);
      const workspace = openWorkspace(context.io.env);
      const { release } = await readRelease(options.release, workspace, options.allowUnsigned);
      const readOptions = { releases: [release.manifest], signal: context.io.signal };
      const reading = await whileJoined(options, context, workspace, async (localAddress) =>
        readSource(await sourceOf(options, context, localAddress), readOptions, workspace),
      );
      const result = planOf(reading, release, policyOf(options));
      context.document(result.ok ? result.plan : { schema: 1, refusals: result.refusals });
      context.say(
        result.ok
          ? renderPlan(result.plan, context.texts, context.style)
          : renderRefusals(result.refusals, context.texts, context.style),
      );
      context.exit = result.ok ? 0 : 3;
    });
}

function planOf({ facts, channel }: Reading, release: Release, policy: PlanPolicy): PlanResult {
  if (channel === undefined) return planRecovery(facts, release, policy);
  return planOverEndpoints(channel, release, policy, channel.link);
}

const examples = `
Examples:
  unstrand plan --port /dev/ttyUSB0 --release fix.unstrand
  unstrand plan --softap http://192.168.4.1 --pop abcd1234 --release fix.unstrand
  unstrand plan --facts facts.json --release fix.unstrand --json
`;
