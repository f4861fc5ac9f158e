import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import type { CliIo } from '../../electron/cli/io.ts';
import { runCli } from '../../electron/cli/run-cli.ts';
import { buildRelease } from '../../electron/core/release/build-package.ts';
import type { Radio } from '../../electron/host/channel/radio.ts';
import { addSimulatedUnit, startUnit } from '../../electron/host/simulated-units.ts';
import { syntheticPki } from '../../electron/sim/firmware/pki.ts';
import type { UnsignedRelease } from '../../electron/sim/units/seed-release.ts';
import type { SimUnit } from '../../electron/sim/units/sim-unit.ts';
import type { VirtualUnit } from '../../electron/sim/virtual-unit.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** What a command line came to. */
export interface CliResult {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The surroundings of one command line; by default nobody looks at a terminal. */
export interface Surroundings {
  readonly env?: Readonly<Record<string, string>>;
  /** Piped in as a whole, or typed while the command runs. */
  readonly stdin?: string | Readable;
  readonly terminal?: boolean;
  readonly signal?: AbortSignal;
  /** By what units without a cable are reached. */
  readonly radio?: Radio;
}

/** One computer with its own data folder, at which somebody types command lines; gone when the test ends. */
export interface Station {
  /** Path of a file of this test. */
  path(...parts: string[]): string;
  run(...args: string[]): Promise<CliResult>;
  runIn(surroundings: Surroundings, ...args: string[]): Promise<CliResult>;
  /** Adds `--json`; gives the one document that stdout must be. */
  json<T>(...args: string[]): Promise<{ readonly exit: number; readonly document: T; readonly stderr: string }>;
}

export function newStation(): Station {
  return stationIn(temporaryFolder());
}

/** The same in a folder that the caller removes: for a station that several tests share. */
export function stationIn(folder: string): Station {
  const runIn: Station['runIn'] = async (surroundings, ...args) => {
    const [stdout, stderr] = [collector(surroundings.terminal), collector(surroundings.terminal)];
    const exit = await runCli(args, { ...ioOf(surroundings, folder), stdout, stderr });
    return { exit, stdout: stdout.text, stderr: stderr.text };
  };
  return {
    path: (...parts) => join(folder, ...parts),
    runIn,
    run: (...args) => runIn({}, ...args),
    async json(...args) {
      const { exit, stdout, stderr } = await runIn({}, ...args, '--json');
      return { exit, document: JSON.parse(stdout), stderr };
    },
  };
}

function ioOf({ env, stdin = '', signal = new AbortController().signal, radio }: Surroundings, folder: string) {
  return {
    stdin: typeof stdin === 'string' ? Readable.from([Buffer.from(stdin)]) : stdin,
    env: { UNSTRAND_HOME: join(folder, 'home'), ...env },
    signal,
    ...(radio && { radio }),
  } satisfies Partial<CliIo>;
}

function collector(isTTY = false): Writable & { text: string; readonly isTTY: boolean; readonly columns: number } {
  const stream = Object.assign(new Writable(), { text: '', isTTY, columns: 120 });
  stream._write = (chunk: Buffer, _encoding, done) => {
    stream.text += chunk.toString();
    done();
  };
  return stream;
}

let unitsPluggedIn = 0;

/** Plugs a virtual unit in; gives the name by which command lines reach it. */
export function plugIn(unit: VirtualUnit): string {
  const name = `test-${++unitsPluggedIn}`;
  addSimulatedUnit(name, unit);
  return `sim:${name}`;
}

/** Switches a unit on and plugs it in. */
export function plugInNew(content: SimUnit): { readonly unit: VirtualUnit; readonly port: string } {
  const unit = startUnit(content, 'instant');
  return { unit, port: plugIn(unit) };
}

/** Makes a key pair and enrols it; gives the path of the private half. */
export async function enrolVendor(station: Station, name = 'vendor'): Promise<string> {
  const path = station.path(name);
  await succeed(station.run('keys', 'generate', path));
  await succeed(station.run('keys', 'enroll', `${path}.public.pem`, '--name', name));
  return `${path}.private.pem`;
}

/** Packs a release and signs it; gives its path. */
export async function signedRelease(station: Station, release: UnsignedRelease, key: string): Promise<string> {
  const path = unsignedRelease(station, release);
  await succeed(station.run('sign', path, '--key', key));
  return path;
}

export function unsignedRelease(station: Station, { manifest, files }: UnsignedRelease): string {
  const path = station.path(`${manifest.product.id}.unstrand`);
  writeFileSync(path, buildRelease(manifest, files));
  return path;
}

/** A file with what a server of the synthetic web of certificates presents. */
export function chainFile(station: Station, chain: keyof ReturnType<typeof syntheticPki>['chains']): string {
  const path = station.path(`${chain}.pem`);
  writeFileSync(path, syntheticPki().chains[chain]);
  return path;
}

/** What the flash held when this was called, and whether anything was written to it since. */
export function watchFlash({ flash }: VirtualUnit): { unchanged(): boolean; readonly before: Uint8Array } {
  const before = flash.bytes.slice();
  const { programmedPages, erasedSectors } = flash;
  return {
    before,
    unchanged: () =>
      flash.programmedPages === programmedPages &&
      flash.erasedSectors === erasedSectors &&
      Buffer.from(before).equals(flash.bytes),
  };
}

export function readText(path: string): string {
  return readFileSync(path, 'utf8');
}

async function succeed(command: Promise<CliResult>): Promise<void> {
  const { exit, stderr } = await command;
  if (exit !== 0) throw new Error(stderr);
}
