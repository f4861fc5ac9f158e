import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe } from 'vitest';

const execute = promisify(execFile);
const python = process.platform === 'win32' ? 'python' : 'python3';
const installTimeoutMs = 300_000;

/** How a finished program ended. */
export interface Finished {
  readonly exitCode: number;
  /** Both streams. */
  readonly output: string;
}

/** A package from PyPI in a virtual environment of its own, ready to run. */
export interface PythonTool {
  /** Runs `python -m module` with arguments; never throws for what the program does. */
  run(args: readonly string[], timeoutMs?: number): Promise<Finished>;
  /** Runs a script of ours with arguments in the same environment. */
  runScript(path: string, args: readonly string[], timeoutMs?: number): Promise<Finished>;
  /** Starts `python -m module` with arguments and leaves it running; its output is piped, and it is the caller's to end. */
  start(args: readonly string[]): ChildProcess;
  /** Starts a script of ours and leaves it running, in the same way. */
  startScript(path: string, args: readonly string[]): ChildProcess;
}

/**
 * Installs an exact version of a package once and keeps it between runs, in node_modules/.cache/peers where the
 * checkout has one; `also` are packages that it needs besides, each `name==version`. Gives the reason where Python, pip or the registry is not to be had.
 */
export async function pythonTool(
  name: string,
  version: string,
  module = name,
  also: readonly string[] = [],
): Promise<PythonTool | string> {
  const folder = existsSync('node_modules') ? resolve('node_modules/.cache/peers') : join(tmpdir(), 'unstrand-peers');
  const environment = join(folder, `${name}-${version}`);
  try {
    if (!existsSync(environment)) await install(folder, environment, [`${name}==${version}`, ...also]);
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[0] ?? 'failed') : String(error);
  }
  const program = interpreterOf(environment);
  return {
    run: (args, timeoutMs = 240_000) => run(program, ['-m', module, ...args], timeoutMs),
    runScript: (path, args, timeoutMs = 240_000) => run(program, [path, ...args], timeoutMs),
    start: (args) => spawn(program, ['-u', '-m', module, ...args], { env: environmentOfTool(), stdio: 'pipe' }),
    startScript: (path, args) => spawn(program, ['-u', path, ...args], { env: environmentOfTool(), stdio: 'pipe' }),
  };
}

/** Another test run may do the same at the same time: each builds aside, the first to finish gives its folder the name. */
async function install(folder: string, environment: string, requirements: readonly string[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  const aside = mkdtempSync(`${environment}-`);
  try {
    await execute(python, ['-m', 'venv', aside], { timeout: installTimeoutMs });
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...requirements];
    await execute(interpreterOf(aside), pip, { timeout: installTimeoutMs });
    if (!existsSync(environment)) renameSync(aside, environment);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

function interpreterOf(environment: string): string {
  return process.platform === 'win32' ? join(environment, 'Scripts', 'python.exe') : join(environment, 'bin', 'python');
}

function environmentOfTool(): NodeJS.ProcessEnv {
  return { ...process.env, PYTHONDONTWRITEBYTECODE: '1', NO_COLOR: '1', COLUMNS: '200' };
}

async function run(program: string, args: readonly string[], timeoutMs: number): Promise<Finished> {
  const options = { timeout: timeoutMs, maxBuffer: 0x1000000, env: environmentOfTool() };
  return new Promise((done) => {
    execFile(program, [...args], options, (error, stdout, stderr) => {
      const exitCode = error ? (typeof error.code === 'number' ? error.code : -1) : 0;
      done({ exitCode, output: stdout + stderr });
    });
  });
}

/**
 * A `describe` for tests that need a Python tool. Where it cannot be had they are skipped with a banner that says so;
 * under CI=true they must run.
 */
export function describeWithTool(tool: PythonTool | string, name: string, suite: (tool: PythonTool) => void): void {
  if (typeof tool !== 'string') describe(name, () => suite(tool));
  else if (process.env.CI === 'true') throw new Error(`${name}: ${tool}`);
  else {
    console.warn(`\n*** SKIPPED (1 suite): "${name}" needs Python with pip: ${tool} ***\n`);
    describe.skip(name, () => {});
  }
}
