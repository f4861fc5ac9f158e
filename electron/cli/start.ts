import { spawnSync } from 'node:child_process';

/** A download of Electron that has not come by then does not come. */
const downloadMs = 300_000;
const buildApp = ['node_modules/electron-vite/bin/electron-vite.js', 'build', '--config', 'electron.vite.config.ts'];
const buildPage = ['node_modules/vite/bin/vite.js', 'build', 'renderer', '--logLevel', 'warn'];

/** `npm start`: the app from the sources in Electron, or in a browser where Electron cannot be had. */
function start(): number {
  const program = electronProgram();
  if (program === undefined) {
    process.stderr.write('Electron is not installed and cannot be downloaded here: opening the app in a browser.\n');
    return builtBy(buildPage, process.execPath, ['electron/cli/main.ts', 'serve', '--open']);
  }
  return builtBy(buildApp, program, ['.', ...process.argv.slice(2)]);
}

/** Runs a program once what it shows was built; the code of whichever failed. */
function builtBy(build: readonly string[], program: string, args: readonly string[]): number {
  const built = run(process.execPath, build);
  return built === 0 ? run(program, args) : built;
}

/** The electron package names its program, and downloads it first where it is missing. */
function electronProgram(): string | undefined {
  const asked = spawnSync(process.execPath, ['-p', "require('electron')"], { encoding: 'utf8', timeout: downloadMs });
  return asked.status === 0 ? asked.stdout.trim().split('\n').at(-1) : undefined;
}

function run(program: string, args: readonly string[]): number {
  return spawnSync(program, [...args], { stdio: 'inherit' }).status ?? 1;
}

process.exitCode = start();
