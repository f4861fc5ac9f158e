import { once } from 'node:events';
import { Command } from 'commander';
import { createPortWatcher } from '../../adapters/serial/port-watcher.ts';
import { isAllWell } from '../../core/batch/batch-state.ts';
import { maxStations } from '../../core/batch/policy-schema.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import { releaseServerAsker } from '../../host/ask-release-server.ts';
import type { Batch, BatchRequest } from '../../host/batch/batch.ts';
import { namedPorts } from '../../host/batch/named-ports.ts';
import { readPolicy } from '../../host/batch/read-policy.ts';
import { simulatedBatch } from '../../host/batch/simulated-batch.ts';
import { startBatch } from '../../host/batch/start-batch.ts';
import { readRelease } from '../../host/read-release.ts';
import { openWorkspace, type Workspace } from '../../host/workspace.ts';
import { seed } from '../../sim/units/seed.ts';
import { batchView } from '../batch-view.ts';
import type { CliContext } from '../context.ts';
import { addServerOptions, collect, operatorName, type ServerOptions, wholeNumber } from '../options.ts';
import { renderBatchEnd } from '../render/batch.ts';
import { scanSerials } from '../scan-serials.ts';
import { serverOf } from '../server.ts';

interface Options extends ServerOptions {
  readonly release: string;
  readonly ports: readonly string[];
  readonly policy?: string;
  readonly operator?: string;
  readonly workOrder?: string;
  readonly parallel?: number;
  readonly needsSerial?: boolean;
  readonly offline?: boolean;
  readonly once?: boolean;
  readonly baud: number;
  readonly sim?: number;
}

export function batchCommand(context: CliContext): Command {
  const command = new Command('batch')
    .description('many units, unattended: plug in, it runs; what a person would confirm, a signed policy allows')
    .requiredOption('-r, --release <file>', 'release package to recover with')
    .option(
      '--ports <port>',
      'only this port, tcp://…, rfc2217://…; may be repeated (default: every USB port)',
      collect,
      [],
    )
    .option('--policy <file>', 'signed policy; its signature is FILE.sig')
    .option('--operator <name>', 'who works, for the record (default: the account)')
    .option('--work-order <text>', 'work order, for the record')
    .option('--parallel <number>', 'most units at once', wholeNumber(1, maxStations), maxStations)
    .option('--needs-serial', 'write to no unit before its serial number was scanned (a line on stdin)')
    .option('--offline', 'ask no update server: without --chain, units that run again end as unjudged')
    .option('--once', 'end when every unit that is plugged in is done')
    .option('--baud <rate>', 'highest rate to try', wholeNumber(9600, 5_000_000), 921600)
    .option('--sim <number>', 'simulated units instead, once', wholeNumber(1, maxStations));
  return addServerOptions(command)
    .addHelpText('after', examples)
    .action((options: Options) => runBatch(context, options));
}

async function runBatch(context: CliContext, options: Options): Promise<void> {
  const workspace = openWorkspace(context.io.env);
  const batch = startBatch(await batchRequest(options, workspace), workspace);
  const view = batchView(context, batch);
  const scanner = scanSerials(context, batch, options.needsSerial === true);
  try {
    await whenOver(context, batch, options);
  } finally {
    scanner.end();
    await batch.stop();
    view.end();
  }
  const state = batch.state();
  if (state.stations.length === 0) throw new RecoveryError('port.not-found', { port: options.ports.join(', ') });
  context.document({ schema: 1, batch: state, units: batch.units() });
  context.say(renderBatchEnd(state, batch.units(), context));
  context.exit = isAllWell(state.counters) ? 0 : 1;
}

async function batchRequest(options: Options, workspace: Workspace): Promise<BatchRequest> {
  const { ports, sim, policy, workOrder, parallel, needsSerial, baud } = options;
  return {
    package: await readRelease(options.release, workspace),
    policy: policy === undefined ? undefined : await readPolicy(policy, workspace),
    server: await serverOf(options),
    askServer: options.offline === true ? undefined : releaseServerAsker(workspace),
    operator: operatorName(options),
    workOrder,
    parallel,
    needsSerial,
    connect: { before: 'default', useStub: true, maxBaudRate: baud },
    after: 'reset',
    ...(sim === undefined ? stationsOf(ports) : { ports: await simulatedPorts(sim) }),
  };
}

function stationsOf(names: readonly string[]): Pick<BatchRequest, 'ports' | 'isStation'> {
  const ports = createPortWatcher();
  return names.length === 0 ? { ports } : { ports: namedPorts(names, ports), isStation: () => true };
}

async function simulatedPorts(count: number) {
  return simulatedBatch(await Promise.all(Array.from({ length: count }, () => seed())), 'real').ports;
}

/** Until Ctrl-C; with `--once` or `--sim` until nothing is left to do. */
async function whenOver({ io: { signal } }: CliContext, batch: Batch, { once: isOnce, sim }: Options): Promise<void> {
  if (signal.aborted) return;
  const stopped = once(signal, 'abort');
  await (isOnce === true || sim !== undefined ? Promise.race([batch.settled(), stopped]) : stopped);
}

const examples = `
Every unit is recovered as it is plugged in. Unknown products are set aside, never flashed; so is a unit whose plan has
to be confirmed and that no policy covers. Without --chain, the update server that the release names is asked once for
all units alike, so that a unit that runs again is judged as well; where it does not answer, the batch goes on without. Ctrl-C stops at the next block; plugged in again, a unit goes on.
Exit code 1 when a unit failed, was set aside or is not finished.

Examples:
  unstrand batch --release fix.unstrand --policy spring.json --work-order RMA-7
  unstrand batch --release fix.unstrand --ports /dev/ttyUSB0 --ports /dev/ttyUSB1 --once
`;
