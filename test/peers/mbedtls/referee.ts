import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { describe } from 'vitest';
import { sha256Hex } from '../../../electron/core/bytes/digest.ts';

const execute = promisify(execFile);
const source = resolve(import.meta.dirname, 'referee.c');

/** A real Mbed TLS that answers questions (`referee.c`). */
export interface Referee {
  /** Of the library that is installed here, e.g. `2.28.3`. */
  readonly version: string;
  /** One answer for each question, in order. */
  ask(questions: readonly string[]): Promise<string[]>;
}

/** Compiles the referee against the installed library once; gives the reason where compiler or library are missing. */
export async function mbedTlsReferee(): Promise<Referee | string> {
  try {
    const program = await compile();
    const [version = ''] = await ask(program, ['version']);
    return { version, ask: (questions) => ask(program, questions) };
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[1] ?? error.message) : String(error);
  }
}

async function compile(): Promise<string> {
  const folder = existsSync('node_modules') ? resolve('node_modules/.cache/peers') : join(tmpdir(), 'unstrand-peers');
  const program = join(folder, `mbedtls-referee-${sha256Hex(readFileSync(source)).slice(0, 16)}`);
  if (existsSync(program)) return program;
  mkdirSync(folder, { recursive: true });
  const aside = `${program}-${process.pid}`;
  const warnings = ['-Wall', '-Wextra', '-Werror'];
  await execute('cc', ['-O1', ...warnings, source, '-o', aside, '-lmbedx509', '-lmbedcrypto']);
  renameSync(aside, program);
  return program;
}

async function ask(program: string, questions: readonly string[]): Promise<string[]> {
  const child = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = text(child.stdout);
  child.stdin.end(questions.map((question) => `${question}\n`).join(''));
  const lines = (await answers).trimEnd().split('\n');
  if (lines.length !== questions.length) throw new Error(`${lines.length} answers to ${questions.length} questions`);
  return lines;
}

/** A `describe` for tests that need the referee: skipped with a banner where it cannot be built, but not under CI=true. */
export function describeWithReferee(referee: Referee | string, name: string, suite: (referee: Referee) => void): void {
  if (typeof referee !== 'string') describe(name, () => suite(referee));
  else if (process.env.CI === 'true') throw new Error(`${name}: ${referee}`);
  else {
    console.warn(`\n*** SKIPPED (1 suite): "${name}" needs a C compiler and libmbedtls-dev: ${referee} ***\n`);
    describe.skip(name, () => {});
  }
}
