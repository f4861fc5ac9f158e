import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { describe } from 'vitest';
import { compile, reasonOf } from './compile.ts';

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
    const program = await compile('referee', ['mbedx509', 'mbedcrypto']);
    const [version = ''] = await ask(program, ['version']);
    return { version, ask: (questions) => ask(program, questions) };
  } catch (error) {
    return reasonOf(error);
  }
}

async function ask(program: string, questions: readonly string[]): Promise<string[]> {
  const child = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = text(child.stdout);
  child.stdin.end(questions.map((question) => `${question}\n`).join(''));
  const lines = (await answers).trimEnd().split('\n');
  if (lines.length !== questions.length) throw new Error(`${lines.length} answers to ${questions.length} questions`);
  return lines;
}

/** A `describe` for tests that need a program of this folder: skipped with a banner where it is missing, required under CI=true. */
export function describeWithReferee<T>(referee: T | string, name: string, suite: (referee: T) => void): void {
  if (typeof referee !== 'string') describe(name, () => suite(referee));
  else if (process.env.CI === 'true') throw new Error(`${name}: ${referee}`);
  else {
    console.warn(`\n*** SKIPPED (1 suite): "${name}" needs a C compiler and libmbedtls-dev: ${referee} ***\n`);
    describe.skip(name, () => {});
  }
}
