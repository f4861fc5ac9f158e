import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { sha256Hex } from '../../../electron/core/bytes/digest.ts';

const execute = promisify(execFile);

/** Compiles `<name>.c` of this folder against the installed Mbed TLS, once for each content; gives the program's path. */
export async function compile(name: string, libraries: readonly string[]): Promise<string> {
  const source = resolve(import.meta.dirname, `${name}.c`);
  const folder = existsSync('node_modules') ? resolve('node_modules/.cache/peers') : join(tmpdir(), 'unstrand-peers');
  const program = join(folder, `mbedtls-${name}-${sha256Hex(readFileSync(source)).slice(0, 16)}`);
  if (existsSync(program)) return program;
  mkdirSync(folder, { recursive: true });
  const aside = `${program}-${process.pid}`;
  const warnings = ['-Wall', '-Wextra', '-Werror'];
  await execute('cc', ['-O1', ...warnings, source, '-o', aside, ...libraries.map((library) => `-l${library}`)]);
  renameSync(aside, program);
  return program;
}

/** Why there is no program: the compiler's own first line where it said something. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n')[1] ?? error.message) : String(error);
}
