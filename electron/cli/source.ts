import type { Command } from 'commander';
import { createPortWatcher } from '../adapters/serial/port-watcher.ts';
import { openOver } from '../host/channel/open-channel.ts';
import { findOnlyPort } from '../host/find-port.ts';
import type { FactsSource } from '../host/read-facts.ts';
import { addChannelOptions, type ChannelOptions, channelAccessOf, radioAt } from './channel.ts';
import type { CliContext } from './context.ts';
import { addLinkOptions, connectOptions, type LinkOptions } from './options.ts';

/** Options of every command that starts from facts. */
export interface SourceOptions extends LinkOptions, ChannelOptions {
  readonly image?: string;
  readonly facts?: string;
}

export function addSourceOptions(command: Command): Command {
  return addChannelOptions(addLinkOptions(command), ['port', 'image', 'facts'])
    .option('--image <file>', 'a firmware file or flash dump instead of a unit')
    .option('--facts <file>', 'facts that `inspect --json` wrote, instead of a unit');
}

/**
 * Where the facts come from, as the options say; without any: the only USB adapter there is. `localAddress` = that of the
 * Wi-Fi adapter that is in the unit's network.
 */
export async function sourceOf(
  options: SourceOptions,
  context: CliContext,
  localAddress?: string,
): Promise<FactsSource> {
  const access = await channelAccessOf(options, context);
  if (access !== undefined) return { kind: 'channel', access, open: openOver(radioAt(context, localAddress)) };
  if (options.image !== undefined) return { kind: 'image', path: options.image };
  if (options.facts !== undefined) return { kind: 'facts', path: options.facts };
  return { kind: 'unit', target: await targetOf(options), connect: connectOptions(options), after: options.after };
}

/** The unit that the options name. Throws `port.not-found` or `port.ambiguous` where they name none. */
export async function targetOf(options: LinkOptions): Promise<string> {
  return options.port ?? (await findOnlyPort(createPortWatcher())).path;
}
