import { basename } from 'node:path';
import { Command, Option } from 'commander';
import { planRescue } from '../../core/rescue/rescue.ts';
import type { RescuePlan } from '../../core/rescue/rescue-plan.ts';
import type { FleetUnit } from '../../core/rescue/unit-class.ts';
import { loadCatalogue } from '../../host/catalogue-file.ts';
import { collectCertificates, fetchMissing, readCertificateFiles } from '../../host/certificates-at-hand.ts';
import { readFacts } from '../../host/read-facts.ts';
import { openWorkspace, type Workspace } from '../../host/workspace.ts';
import type { CliContext } from '../context.ts';
import { addServerOptions, collect, type ServerOptions } from '../options.ts';
import { renderRescue } from '../render/rescue.ts';
import { nginxSnippet, selfTestText, writeRescueFiles } from '../rescue-files.ts';
import { serverOf } from '../server.ts';

interface Options extends ServerOptions {
  readonly dates: 'on' | 'off' | 'unknown';
  readonly certificates: readonly string[];
  readonly fetch?: boolean;
  readonly out?: string;
}

export function trustRescueCommand(context: CliContext): Command {
  const command = new Command('rescue')
    .description('the fewest servers, and their chains, that a whole fleet accepts')
    .argument('<units...>', 'facts that `inspect --json` wrote (.json), or firmware files, one for each kind of unit');
  return addServerOptions(command)
    .addOption(
      new Option('--dates <state>', 'whether the firmware checks certificate dates')
        .choices(['on', 'off', 'unknown'])
        .default('unknown'),
    )
    .option('--certificates <file>', 'certificates that can be sent, PEM or DER; may be repeated', collect, [])
    .option('--fetch', 'fetch missing certificates from their authority, and check their hashes')
    .option('--out <folder>', 'write chain, nginx snippet and self-test there')
    .addHelpText('after', examples)
    .action((units: readonly string[], options: Options) => runRescue(units, options, context));
}

async function runRescue(units: readonly string[], options: Options, context: CliContext): Promise<void> {
  const workspace = openWorkspace(context.io.env);
  const [server, given] = [await serverOf(options), await readCertificateFiles(options.certificates)];
  const fleet = await readFleet(units, workspace, context.io.signal);
  const { catalogue } = await loadCatalogue(workspace.store);
  const { dates: dateCheck, host } = options;
  const plan = await planRescue({
    fleet,
    server,
    catalogue,
    atHand: given,
    host,
    dateCheck,
    now: workspace.clock.now(),
  });
  context.document(plan);
  context.say(renderRescue(plan, context.texts, context.style));
  const atHand = collectCertificates(
    fleet.map(({ facts }) => facts),
    server,
    given,
  );
  if (options.fetch) await fetchMissing(plan, atHand, context.io.signal);
  if (options.out === undefined) sayFiles(plan, context);
  else await writeRescueFiles(options.out, plan, atHand, context);
  context.exit = plan.perClass.every(({ listener }) => listener !== undefined) ? 0 : 1;
}

async function readFleet(units: readonly string[], workspace: Workspace, signal: AbortSignal): Promise<FleetUnit[]> {
  const fleet: FleetUnit[] = [];
  for (const path of units) {
    const kind = path.endsWith('.json') ? 'facts' : 'image';
    fleet.push({ name: basename(path), facts: await readFacts({ kind, path }, { releases: [], signal }, workspace) });
  }
  return fleet;
}

function sayFiles(plan: RescuePlan, context: CliContext): void {
  for (const listener of plan.listeners) {
    context.say(`\n${nginxSnippet(listener, plan, context.texts)}\n${selfTestText(listener, plan, context.texts)}`);
  }
}

const examples = `
Exit code 0 when every unit accepts one of the servers, 1 when some have to be flashed.

Examples:
  unstrand trust rescue facts.json --chain server.pem
  unstrand trust rescue old.bin new.bin --host fw.example.com --fetch --out rescue/
`;
