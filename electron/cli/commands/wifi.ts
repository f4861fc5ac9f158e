import { Command } from 'commander';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import { sessionOpener } from '../../host/channel/channel-opener.ts';
import { openOver } from '../../host/channel/open-channel.ts';
import {
  type OpenUnitSession,
  readUnitNetwork,
  scanUnitNetworks,
  setUnitNetwork,
} from '../../host/wifi/unit-network.ts';
import { openWorkspace, type Workspace } from '../../host/workspace.ts';
import { askSecret } from '../ask-secret.ts';
import { addChannelOptions, type ChannelOptions, channelAccessOf, radioAt } from '../channel.ts';
import type { CliContext } from '../context.ts';
import { addJoinOptions, type JoinOptions, whileJoined, withJoinedAddress } from '../join.ts';
import { operatorName } from '../options.ts';
import { addKnownReleaseOptions, type KnownReleaseOptions, knownReleases } from '../releases.ts';
import { harmless } from '../style.ts';

type Options = ChannelOptions & JoinOptions & KnownReleaseOptions;

type SetOptions = Options & { readonly ssid: string; readonly open?: boolean; readonly operator?: string };

/** Where scripts give the password of the network that the unit is to get. */
const passwordVariable = 'UNSTRAND_UNIT_PASSWORD';

export function wifiCommand(context: CliContext): Command {
  return new Command('wifi')
    .description('the network of a unit itself: how it fares, which it hears, give it another')
    .addCommand(statusCommand(context))
    .addCommand(scanCommand(context))
    .addCommand(setCommand(context))
    .addHelpText('after', example('status --softap http://192.168.4.1 --pop abcd1234'));
}

function statusCommand(context: CliContext): Command {
  return unitCommand('status', 'whether the unit is in its network, in its own word')
    .addHelpText('after', example('status --join PROV_A1B2C3 --pop abcd1234'))
    .action((options: Options) =>
      withUnit(options, context, async (open) => {
        const { status, finding } = await readUnitNetwork(open, context.io.signal);
        context.document({ schema: 1, ...status, finding });
        context.say(context.texts(`cli:network.${finding}`, status.state === 'connected' ? { ...status } : {}));
        context.exit = finding === 'in-network' || finding === 'joining-network' ? 0 : 1;
      }),
    );
}

function scanCommand(context: CliContext): Command {
  return unitCommand('scan', 'networks that the unit itself hears, strongest first')
    .addHelpText('after', example('scan --softap http://192.168.4.1 --pop abcd1234'))
    .action((options: Options) =>
      withUnit(options, context, async (open) => {
        const networks = await scanUnitNetworks(open, context.io.signal);
        context.document({ schema: 1, networks: networks.map(({ ssid: _bytes, ...network }) => network) });
        for (const { name, channel, rssi, isOpen } of networks) {
          const lock = context.texts(isOpen ? 'cli:network.open' : 'cli:network.secured');
          context.say(`${`${rssi} dBm`.padStart(8)}  ${`${channel}`.padStart(3)}  ${lock}  ${harmless(name)}`);
        }
      }),
    );
}

function setCommand(context: CliContext): Command {
  return unitCommand('set', 'give the unit a network and see whether it gets in')
    .requiredOption('--ssid <name>', 'network for the unit')
    .option('--open', 'the network has no password')
    .option('--operator <name>', 'who works, for the log (default: this account)')
    .addHelpText(
      'after',
      `\nThe password is asked for, or read from ${passwordVariable} or stdin; it is kept nowhere.\n`,
    )
    .addHelpText('after', example("set --softap http://192.168.4.1 --pop abcd1234 --ssid 'Home Network'"))
    .action((options: SetOptions) => setNetwork(options, context));
}

async function setNetwork(options: SetOptions, context: CliContext): Promise<void> {
  const { texts, io } = context;
  const passphrase =
    options.open === true
      ? ''
      : (io.env[passwordVariable] ?? (await askSecret(texts('cli:network.password'), context)));
  if (passphrase === '' && options.open !== true) {
    throw new RecoveryError('usage.bad-argument', { detail: `${passwordVariable}, or --open` });
  }
  await withUnit(options, context, async (open, target, workspace) => {
    const credentials = { ssid: new TextEncoder().encode(options.ssid), passphrase };
    const request = { open, credentials, operator: operatorName(options), target, signal: io.signal };
    const outcome = await setUnitNetwork(request, workspace);
    context.document({ schema: 1, ...outcome });
    const code = outcome.state === 'failed' ? outcome.reason : outcome.state;
    context.say(texts(`cli:network.set.${code}`, outcome.state === 'connected' ? { ...outcome } : {}));
    context.exit = outcome.state === 'connected' ? 0 : 1;
  });
}

function unitCommand(name: string, description: string): Command {
  return addKnownReleaseOptions(addJoinOptions(addChannelOptions(new Command(name).description(description), [])));
}

async function withUnit(
  given: Options,
  context: CliContext,
  work: (open: OpenUnitSession, target: string, workspace: Workspace) => Promise<void>,
): Promise<void> {
  const options = withJoinedAddress(given);
  const access = await channelAccessOf(options, context);
  if (access === undefined) throw new RecoveryError('usage.bad-argument', { detail: '--softap, --ble or --join' });
  const workspace = openWorkspace(context.io.env);
  const releases = (await knownReleases(options, workspace)).map(({ manifest }) => manifest);
  await whileJoined(options, context, workspace, (localAddress) => {
    const means = { open: openOver(radioAt(context, localAddress)), random: workspace.random, releases };
    return work(sessionOpener(access, means), access.targets[0], workspace);
  });
}

function example(rest: string): string {
  return `\nExample:\n  unstrand wifi ${rest}\n`;
}
