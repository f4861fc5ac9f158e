import { type Command, Option } from 'commander';
import { usualSoftApUrl } from '../adapters/softap/softap-address.ts';
import { RecoveryError } from '../core/errors/recovery-error.ts';
import { type RejoinNetwork, withUnitNetwork } from '../host/wifi/join-unit-network.ts';
import { restoreNetworks } from '../host/wifi/restore-networks.ts';
import { openWorkspace, type Workspace } from '../host/workspace.ts';
import type { CliContext } from './context.ts';
import { describeFailure } from './failure.ts';

/** Options of commands that can join a unit's own network first. */
export interface JoinOptions {
  readonly softap?: string;
  readonly join?: string;
  readonly wifiPassword?: string;
}

/** Where scripts give the password of the unit's network, since a command line can be seen by others. */
const passwordVariable = 'UNSTRAND_WIFI_PASSWORD';

export function addJoinOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--join <ssid>',
        'join this Wi-Fi network of the unit first, and go back afterwards (else join it yourself and give --softap alone)',
      ).conflicts(['port', 'image', 'facts']),
    )
    .option(
      '--wifi-password <text>',
      `password of that network; better in ${passwordVariable}, which nobody else sees`,
    );
}

/** The options with the unit's address that `--join` implies. Throws `usage.bad-argument` for a password without a network. */
export function withJoinedAddress<Options extends JoinOptions>(options: Options): Options {
  if (options.join !== undefined) return { softap: usualSoftApUrl, ...options };
  if (options.wifiPassword === undefined) return options;
  throw new RecoveryError('usage.bad-argument', { detail: '--wifi-password without --join' });
}

/**
 * Works while this machine is in the network that `--join` names, with the local address to bind to, and what joins again
 * after a restart of the unit; without it at once, with neither. Ends with the network from before, or says on stderr that it did not.
 */
export async function whileJoined<T>(
  { join, softap, wifiPassword }: JoinOptions,
  context: CliContext,
  workspace: Workspace,
  work: (localAddress?: string, rejoin?: RejoinNetwork) => Promise<T>,
): Promise<T> {
  if (join === undefined) return work();
  const password = wifiPassword ?? context.io.env[passwordVariable];
  const request = {
    network: { ssid: new TextEncoder().encode(join), password: password === '' ? undefined : password },
    url: softap,
    signal: context.io.signal,
    onNotRestored: (error: unknown) => warn(error, context),
    onNotRejoined: (error: unknown) => warn(error, context),
  };
  return withUnitNetwork(request, workspace, work);
}

/** Before every command: makes good what a killed one left. Where that fails, it is said, and the command runs nevertheless. */
export async function restoreAfterCrash(context: CliContext): Promise<void> {
  await restoreNetworks(openWorkspace(context.io.env)).catch((error: unknown) => warn(error, context));
}

function warn(error: unknown, { io, texts, style, progress }: CliContext): void {
  progress.end();
  io.stderr.write(`${describeFailure(error, texts, style).text}\n`);
}
