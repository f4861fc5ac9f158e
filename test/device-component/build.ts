import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe } from 'vitest';
import { sha256Hex } from '../../electron/core/bytes/digest.ts';

const execute = promisify(execFile);
const component = resolve(import.meta.dirname, '../../resources/device-component');

/** The component's Linux programs, built under address and undefined-behaviour sanitizers. */
export interface ComponentPrograms {
  /** `rcv-device`: a unit, its flash in a file. */
  readonly device: string;
  /** `rcv-fuzz COUNT SEED`. */
  readonly fuzz: string;
}

/** Builds the programs once for each content of the sources; gives the reason where compiler or libraries are missing. */
export async function buildComponent(): Promise<ComponentPrograms | string> {
  const folder = existsSync('node_modules')
    ? resolve('node_modules/.cache/device-component')
    : join(tmpdir(), 'unstrand');
  const built = join(folder, sourceDigest());
  try {
    if (!existsSync(built)) await make(built);
  } catch (error) {
    return error instanceof Error
      ? (error.message.split('\n').find((line) => line.includes('error')) ?? error.message)
      : '';
  }
  return { device: join(built, 'rcv-device'), fuzz: join(built, 'rcv-fuzz') };
}

/** Each run builds aside: the first to finish gives its folder the name. */
async function make(built: string): Promise<void> {
  const aside = `${built}-${process.pid}`;
  mkdirSync(aside, { recursive: true });
  const build = (...goals: string[]) =>
    execute('make', ['-C', join(component, 'host'), 'SANITIZE=1', `BUILD=${aside}`, ...goals], { timeout: 240_000 });
  await build(join(aside, 'rcv-device'));
  await build('fuzz');
  if (!existsSync(built)) renameSync(aside, built);
}

function sourceDigest(): string {
  const names = readdirSync(component, { recursive: true, encoding: 'utf8' });
  const sources = names.filter((name) => /\.[ch]$|Makefile$/.test(name)).sort();
  return sha256Hex(Buffer.concat(sources.map((name) => readFileSync(join(component, name))))).slice(0, 16);
}

/** A `describe` for tests of the component: skipped with a banner where it cannot be built, required under CI=true. */
export function describeWithComponent(
  programs: ComponentPrograms | string,
  name: string,
  suite: (programs: ComponentPrograms) => void,
): void {
  if (typeof programs !== 'string') describe(name, () => suite(programs));
  else if (process.env.CI === 'true') throw new Error(`${name}: ${programs}`);
  else {
    const needs = 'make, gcc, libmbedtls-dev and libprotobuf-c-dev';
    console.warn(`\n*** SKIPPED (1 suite): "${name}" needs ${needs}: ${programs} ***\n`);
    describe.skip(name, () => {});
  }
}
