import { Command, Option } from 'commander';
import { factValue } from '../../core/inspect/fact.ts';
import type { UnitFacts } from '../../core/inspect/facts.ts';
import { chainPicture } from '../../core/pictures/chain-picture.ts';
import { renderChainSvg } from '../../core/pictures/chain-svg.ts';
import { strands } from '../../core/provisioning/wifi/network-finding.ts';
import { judgeProbe } from '../../core/tls/judge-probe.ts';
import { serverViewOf } from '../../core/tls/server-probe.ts';
import { judge } from '../../core/trust/judge.ts';
import { findCatalogue } from '../../host/catalogue-file.ts';
import { readSource } from '../../host/read-facts.ts';
import { openWorkspace } from '../../host/workspace.ts';
import { writeNamedFile } from '../../host/write-file.ts';
import type { CliContext } from '../context.ts';
import { addJoinOptions, type JoinOptions, whileJoined, withJoinedAddress } from '../join.ts';
import { addProbeOptions, addServerOptions, type ProbeOptions, requireServer, type ServerOptions } from '../options.ts';
import { addKnownReleaseOptions, type KnownReleaseOptions, knownReleases } from '../releases.ts';
import { renderProbe } from '../render/probe.ts';
import { renderVerdict } from '../render/verdict.ts';
import { probeOf, serverOf } from '../server.ts';
import { addSourceOptions, type SourceOptions, sourceOf } from '../source.ts';

type Options = SourceOptions &
  JoinOptions &
  KnownReleaseOptions &
  ServerOptions &
  ProbeOptions & { readonly dates: 'on' | 'off' | 'unknown'; readonly svg?: string };

export function judgeCommand(context: CliContext): Command {
  const command = new Command('judge').description('can this server still reach the unit, and if not, why');
  return addProbeOptions(addServerOptions(addKnownReleaseOptions(addJoinOptions(addSourceOptions(command)))))
    .addOption(
      new Option('--dates <state>', 'whether the firmware checks certificate dates')
        .choices(['on', 'off', 'unknown'])
        .default('unknown'),
    )
    .option('--svg <file>', 'write a picture of the chain, from the server to what the unit trusts')
    .addHelpText('after', examples)
    .action(async (given: Options) => {
      const options = withJoinedAddress(given);
      requireServer(options);
      const workspace = openWorkspace(context.io.env);
      const server = await serverOf(options);
      const releases = await knownReleases(options, workspace);
      const readOptions = { releases: releases.map(({ manifest }) => manifest), signal: context.io.signal };
      const { facts, inputBuffer } = await whileJoined(options, context, workspace, async (localAddress) =>
        readSource(await sourceOf(options, context, localAddress), readOptions, workspace),
      );
      const probe = await probeOf(options, facts, workspace, context.io.signal);
      const catalogue = await findCatalogue(workspace.store);
      const terms = { now: workspace.clock.now(), dateCheck: options.dates, catalogue, inputBuffer };
      const verdict = probe ? await judgeProbe(facts, probe, terms) : await judge(facts, server, terms);
      if (options.svg !== undefined) {
        const shown = probe ? serverViewOf(probe) : server;
        await writeNamedFile(options.svg, renderChainSvg(chainPicture(facts, shown, verdict), context.texts));
      }
      const { network } = facts.data;
      context.document({ ...verdict, ...(network && { network }), ...(probe && { probe }) });
      context.say(renderVerdict(verdict, context.texts, context.style));
      sayNetwork(network, context);
      if (probe) context.say(renderProbe(probe, facts, context.texts, context.style));
      context.exit = verdict.status === 'reachable' ? 0 : 1;
    });
}

/** What no verdict on a chain says: without a network, no server reaches the unit, whatever it shows. */
function sayNetwork(network: UnitFacts['data']['network'], { say, texts, style }: CliContext): void {
  if (network?.known === false && network.reason === 'not-read') say(`  ${texts('cli:network.not-asked')}`);
  const finding = network && factValue(network);
  if (finding === undefined || finding === 'in-network' || finding === 'joining-network') return;
  const mark = strands(finding) ? style.red('✗') : style.yellow('!');
  say(`${mark} ${texts(`cli:network.${finding}`)}`);
}

const examples = `
Exit code 0 when reachable, 1 when stranded or unknown.

Examples:
  unstrand judge --port /dev/ttyUSB0 --chain server.pem
  unstrand judge --port /dev/ttyUSB0 --server fw.example.com --save-probe server.json
  unstrand judge --port /dev/ttyUSB0 --server fw.example.com --path /radio/latest.bin
  unstrand judge --facts facts.json --probe server.json
  unstrand judge --facts facts.json --probe yesterday.json --server fw.example.com
  openssl s_client -connect fw.example.com:443 -showcerts </dev/null > chain.txt && unstrand judge --facts facts.json --chain chain.txt
  unstrand judge --image firmware.bin --chain server.pem --dates off
  unstrand judge --port /dev/ttyUSB0 --chain server.pem --svg chain.svg
  unstrand judge --softap http://192.168.4.1 --pop abcd1234 --chain server.pem
`;
