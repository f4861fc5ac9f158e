import { userInfo } from 'node:os';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { RecoveryError } from '../core/errors/recovery-error.ts';
import type { ConnectOptions, ResetAfter, ResetBefore } from '../core/interfaces/flash-loader.ts';
import type { UnitTarget } from '../host/unit-session.ts';

/** Options of every command that connects to a unit. */
export interface LinkOptions {
  readonly port?: string;
  readonly before: ResetBefore;
  readonly after: ResetAfter;
  readonly stub: boolean;
  readonly baud: number;
}

export function addLinkOptions(command: Command): Command {
  return command
    .option(
      '-p, --port <port>',
      'serial port, tcp://host:port, rfc2217://host:port or sim:NAME (default: the only USB adapter)',
    )
    .addOption(
      new Option('--before <how>', 'how to enter download mode').choices(['default', 'usb', 'none']).default('default'),
    )
    .addOption(new Option('--after <what>', 'what to do when done').choices(['reset', 'none']).default('reset'))
    .option('--baud <rate>', 'highest rate to try', wholeNumber(9600, 5_000_000), 921600)
    .option('--no-stub', 'use the ROM loader only: slower, where the stub cannot run');
}

export function connectOptions(options: LinkOptions): ConnectOptions {
  return { before: options.before, useStub: options.stub, maxBaudRate: options.baud };
}

/** Options of every command that judges. */
export interface ServerOptions {
  readonly chain?: string;
  readonly host?: string;
}

export function addServerOptions(command: Command): Command {
  return command
    .option('--chain <file>', 'what the update server presents: PEM file, or the text of openssl s_client -showcerts')
    .option('--host <name>', 'host name that the unit asks for (default: the one its firmware names)');
}

/** Options of `judge` besides those: the server itself, or what was kept of it. */
export interface ProbeOptions {
  readonly server?: string;
  readonly path?: string;
  readonly saveProbe?: string;
  readonly probe?: string;
}

export function addProbeOptions(command: Command): Command {
  const option = (flags: string, text: string, others: string[]) => new Option(flags, text).conflicts(others);
  return command
    .addOption(option('--server <host[:port]>', 'ask the update server itself, as this unit would', ['chain']))
    .addOption(
      option('--path <path>', "where the firmware lies on --server (default: where the unit's own URLs say)", [
        'chain',
      ]).argParser(urlPath),
    )
    .option('--save-probe <file>', 'keep what --server showed, to judge later without a network')
    .addOption(
      option('--probe <file>', 'what --save-probe kept: instead of the server, or to compare --server with', ['chain']),
    );
}

/** Throws `usage.bad-argument` for what means something only where a server is asked. */
export function requireServer({ server, saveProbe, path }: ProbeOptions): void {
  if (server !== undefined || (saveProbe ?? path) === undefined) return;
  const detail = `${saveProbe === undefined ? '--path' : '--save-probe'} without --server`;
  throw new RecoveryError('usage.bad-argument', { detail });
}

function urlPath(text: string): string {
  if (text.startsWith('/')) return text;
  throw new InvalidArgumentError('a path that begins with /');
}

/** Who works, for the record: `--operator`, else the account's name. */
export function operatorName(options: { readonly operator?: string }): string {
  return options.operator ?? userInfo().username;
}

/** For options that take a whole number within limits. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`a whole number from ${min} to ${max}`);
  };
}

/** For options that may be given more than once. */
export function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

/** How to reach the unit and how to leave it, as the options say. */
export function unitTarget(options: LinkOptions, target: string, signal: AbortSignal): UnitTarget {
  return { target, connect: connectOptions(options), after: options.after, signal };
}
