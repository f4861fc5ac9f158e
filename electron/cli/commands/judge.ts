import { Command, Option } from 'commander';
import { chainPicture } from '../../core/pictures/chain-picture.ts';
import { renderChainSvg } from '../../core/pictures/chain-svg.ts';
import { judge } from '../../core/trust/judge.ts';
import { findCatalogue } from '../../host/catalogue-file.ts';
import { readFacts } from '../../host/read-facts.ts';
import { openWorkspace } from '../../host/workspace.ts';
import { writeNamedFile } from '../../host/write-file.ts';
import type { CliContext } from '../context.ts';
import { addServerOptions, type ServerOptions } from '../options.ts';
import { addKnownReleaseOptions, type KnownReleaseOptions, knownReleases } from '../releases.ts';
import { renderVerdict } from '../render/verdict.ts';
import { serverOf } from '../server.ts';
import { addSourceOptions, type SourceOptions, sourceOf } from '../source.ts';

type Options = SourceOptions &
  KnownReleaseOptions &
  ServerOptions & { readonly dates: 'on' | 'off' | 'unknown'; readonly svg?: string };

export function judgeCommand(context: CliContext): Command {
  const command = new Command('judge').description('can this server still reach the unit, and if not, why');
  return addServerOptions(addKnownReleaseOptions(addSourceOptions(command)))
    .addOption(
      new Option('--dates <state>', 'whether the firmware checks certificate dates')
        .choices(['on', 'off', 'unknown'])
        .default('unknown'),
    )
    .option('--svg <file>', 'write a picture of the chain, from the server to what the unit trusts')
    .addHelpText('after', examples)
    .action(async (options: Options) => {
      const workspace = openWorkspace(context.io.env);
      const server = await serverOf(options);
      const releases = await knownReleases(options, workspace);
      const facts = await readFacts(
        await sourceOf(options),
        {
          releases: releases.map(({ manifest }) => manifest),
          signal: context.io.signal,
        },
        workspace,
      );
      const catalogue = await findCatalogue(workspace.store);
      const verdict = await judge(facts, server, { now: workspace.clock.now(), dateCheck: options.dates, catalogue });
      if (options.svg !== undefined) {
        await writeNamedFile(options.svg, renderChainSvg(chainPicture(facts, server, verdict), context.texts));
      }
      context.document(verdict);
      context.say(renderVerdict(verdict, context.texts, context.style));
      context.exit = verdict.status === 'reachable' ? 0 : 1;
    });
}

const examples = `
Exit code 0 when reachable, 1 when stranded or unknown.

Examples:
  unstrand judge --port /dev/ttyUSB0 --chain server.pem
  openssl s_client -connect fw.example.com:443 -showcerts </dev/null > chain.txt && unstrand judge --facts facts.json --chain chain.txt
  unstrand judge --image firmware.bin --chain server.pem --dates off
  unstrand judge --port /dev/ttyUSB0 --chain server.pem --svg chain.svg
`;
