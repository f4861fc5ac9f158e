import { execFile } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { build, type InlineConfig } from 'vite';
import { copyPackages } from './copy-packages.ts';
import type { ElectronRuntime } from './find-runtime.ts';

const execute = promisify(execFile);

/** What an app for the test is made of; paths from the repository. */
export interface AppParts {
  /** Program of the device host. */
  readonly host: string;
  /** Further programs beside it, by name. */
  readonly helpers?: Readonly<Record<string, string>>;
  /** Folder of the page. */
  readonly page: string;
  /** Product code uses built-ins of the language that Electron 22 lacks; what the tests bring does not. */
  readonly builtIns?: boolean;
}

/** Packages with native parts: copied beside the app, since a bundle would lose them. */
const native = ['@serialport/bindings-cpp', '@abandonware/noble', '@stoprocent/noble'];
/** Sockets that those bring along, where they could be installed. */
const sockets = ['@abandonware/bluetooth-hci-socket', '@stoprocent/bluetooth-hci-socket'];
const outside = [...native, ...sockets];

/**
 * Lays a runtime with an app in it, as a packager would: the program runs what is in its `resources/app`. The files are
 * linked, not copied, where the file system can. Gives the program's path.
 */
export async function assembleApp(runtime: ElectronRuntime, folder: string, parts: AppParts): Promise<string> {
  const place = join(folder, 'unstrand');
  const copy = (how: string): Promise<unknown> => execute('cp', [how, runtime.folder, place]);
  await copy('-al').catch(() => copy('-a'));
  const app = join(place, 'resources', 'app');
  await buildApp(app, parts);
  beginWithPlaywright(app);
  return join(place, basename(runtime.executable));
}

/**
 * Builds the app for any Electron that runs here: CommonJS, everything in one file each, in the language of Node 16 and
 * Chrome 108. Every program loads the compatibility file first, which does nothing on a current Electron. The folder is
 * laid out as the product's: code in `out/`, `resources/` beside it.
 */
export async function buildApp(folder: string, parts: AppParts): Promise<void> {
  const main = join(folder, 'out', 'main');
  const builtIns = parts.builtIns ? coreJs() : undefined;
  const first = builtIns === undefined ? '' : "require('./built-ins.js');";
  if (builtIns !== undefined) await build(program(builtIns, 'built-ins', main, ''));
  await build(program('test/support/electron-runtime/compatibility.ts', 'compatibility', main, first));
  const programs = { main: 'electron/main/main.ts', 'device-host': parts.host, ...parts.helpers };
  for (const [name, entry] of Object.entries(programs)) {
    await build(program(entry, name, main, "require('./compatibility.js');"));
  }
  await build(preload(join(folder, 'out', 'preload')));
  await build(page(parts.page, join(folder, 'out', 'renderer')));
  if (builtIns !== undefined) addBuiltIns(main, join(folder, 'out', 'renderer'));
  cpSync('resources', join(folder, 'resources'), { recursive: true, filter: (file) => !file.endsWith('.ts') });
  copyPackages(outside, folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest('out/main/main.js')));
}

/**
 * Playwright's own loader runs first and holds Electron back until Playwright has seen everything: it loads it itself only
 * into apps that are started by their path, and without it a start now and then hangs.
 */
function beginWithPlaywright(folder: string): void {
  const playwright = dirname(createRequire(import.meta.resolve('playwright')).resolve('playwright-core/package.json'));
  cpSync(join(playwright, 'lib/server/electron/loader.js'), join(folder, 'playwright-loader.js'));
  writeFileSync(join(folder, 'start.js'), "require('./playwright-loader.js');\nrequire('./out/main/main.js');\n");
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest('start.js')));
}

function manifest(main: string): object {
  const dependencies = Object.fromEntries(native.map((name) => [name, '*']));
  return { name: 'unstrand', version: '0.1.0', author: 'Unstrand', main, dependencies };
}

/** core-js: ECMAScript's built-ins since Chrome 108 and Node 16. */
function coreJs(): string {
  return createRequire(import.meta.url).resolve('core-js/actual/index.js');
}

/** The page loads the same file before its own. */
function addBuiltIns(programs: string, page: string): void {
  const program = readFileSync(join(programs, 'built-ins.js'), 'utf8');
  writeFileSync(join(page, 'built-ins.js'), `(function (module) {${program}\n})({});\n`);
  const index = join(page, 'index.html');
  const html = readFileSync(index, 'utf8');
  writeFileSync(index, html.replace('<head>', '<head><script src="./built-ins.js"></script>'));
}

const shared = { configFile: false, logLevel: 'error' } as const satisfies InlineConfig;

/** Builds one program that needs nothing of Electron, in one file, for any Electron that runs here. Gives its path. */
export async function buildProgram(entry: string, name: string, folder: string): Promise<string> {
  await build(program(entry, name, folder, ''));
  return join(folder, `${name}.js`);
}

function program(entry: string, name: string, outDir: string, banner: string): InlineConfig {
  return {
    ...shared,
    publicDir: false,
    ssr: { noExternal: true, external: outside },
    build: {
      ssr: entry,
      outDir,
      emptyOutDir: false,
      target: 'node16',
      minify: false,
      rolldownOptions: {
        platform: 'node',
        external: [/^electron(\/|$)/, /^node:/, ...outside.map((name) => new RegExp(`^${name}(/|$)`))],
        output: { format: 'cjs', entryFileNames: `${name}.js`, codeSplitting: false, banner },
      },
    },
  };
}

function preload(outDir: string): InlineConfig {
  const config = program('electron/preload/preload.ts', 'preload', outDir, '');
  const output = { format: 'cjs', entryFileNames: 'preload.cjs', codeSplitting: false } as const;
  return { ...config, build: { ...config.build, rolldownOptions: { ...config.build?.rolldownOptions, output } } };
}

function page(root: string, outDir: string): InlineConfig {
  return {
    ...shared,
    root,
    base: './',
    build: { outDir, emptyOutDir: true, target: 'chrome108', modulePreload: false, assetsInlineLimit: 0 },
  };
}
