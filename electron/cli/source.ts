import { type Command, Option } from 'commander';
import { createPortWatcher } from '../adapters/serial/port-watcher.ts';
import { RecoveryError } from '../core/errors/recovery-error.ts';
import { findOnlyPort } from '../host/find-port.ts';
import type { FactsSource } from '../host/read-facts.ts';
import { addLinkOptions, connectOptions, type LinkOptions } from './options.ts';

/** Options of every command that starts from facts. */
export interface SourceOptions extends LinkOptions {
  readonly image?: string;
  readonly facts?: string;
}

export function addSourceOptions(command: Command): Command {
  return addLinkOptions(command)
    .option('--image <file>', 'a firmware file or flash dump instead of a unit')
    .option('--facts <file>', 'facts that `inspect --json` wrote, instead of a unit');
}

/** Options of commands that also take facts over a unit's own access point. */
export interface SoftApSourceOptions extends SourceOptions {
  readonly softap?: string;
  readonly pop?: string;
  readonly username?: string;
}

export function addSoftApOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--softap <url>', 'a unit whose own Wi-Fi you have joined, usually http://192.168.4.1').conflicts([
        'port',
        'image',
        'facts',
      ]),
    )
    .option('--pop <code>', 'code from the label of that unit: proof of possession, or password')
    .option('--username <name>', 'user name of that unit, where its security asks for one');
}

/** The same with `--softap`. Throws `usage.bad-argument` for what means something only there. */
export async function softApSourceOf(options: SoftApSourceOptions, localAddress?: string): Promise<FactsSource> {
  const { softap: url, pop, username } = options;
  if (url !== undefined) return { kind: 'softap', url, credentials: { pop, username }, localAddress };
  if ((pop ?? username) === undefined) return sourceOf(options);
  throw new RecoveryError('usage.bad-argument', {
    detail: `--${pop === undefined ? 'username' : 'pop'} without --softap`,
  });
}

/** Where the facts come from, as the options say; without any: the only USB adapter there is. */
export async function sourceOf(options: SourceOptions): Promise<FactsSource> {
  if (options.image !== undefined) return { kind: 'image', path: options.image };
  if (options.facts !== undefined) return { kind: 'facts', path: options.facts };
  return { kind: 'unit', target: await targetOf(options), connect: connectOptions(options), after: options.after };
}

/** The unit that the options name. Throws `port.not-found` or `port.ambiguous` where they name none. */
export async function targetOf(options: LinkOptions): Promise<string> {
  return options.port ?? (await findOnlyPort(createPortWatcher())).path;
}
