import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Import, importsOf, sourcesBelow } from './imports.ts';

/** Packages that core may import: pure ECMAScript, no Node, no DOM (DESIGN §3). */
const purePackages = [
  '@noble/hashes',
  '@noble/ciphers',
  '@noble/curves',
  '@bufbuild/protobuf',
  '@scure/base',
  'zod',
  'fflate',
  'bwip-js',
];

/** Each library for hardware or the machine is named below exactly one place (DESIGN §3). */
const homes: Readonly<Record<string, string>> = {
  serialport: 'electron/adapters/serial/',
  'esptool-js': 'electron/adapters/esptool/',
  'age-encryption': 'electron/adapters/backup/',
  'proper-lockfile': 'electron/adapters/store/',
  'node:sqlite': 'electron/adapters/records/',
  'env-paths': 'electron/adapters/store/',
  'electron-updater': 'electron/main/',
  'electron-log': 'electron/main/',
  '@lydell/node-pty': 'electron/sim/links/',
  '@abandonware/noble': 'electron/adapters/ble/abandonware-noble.ts',
  '@abandonware/bluetooth-hci-socket': 'electron/adapters/ble/abandonware-noble.ts',
  '@stoprocent/noble': 'electron/adapters/ble/stoprocent-noble.ts',
  '@stoprocent/bluetooth-hci-socket': 'electron/adapters/ble/stoprocent-noble.ts',
  commander: 'electron/cli/',
  'bwip-js': 'electron/core/labels/',
  'cli-progress': 'electron/cli/',
  ws: 'electron/serve/',
  open: 'electron/cli/',
};

function importsBelow(folder: string): Import[] {
  return sourcesBelow(folder).flatMap(importsOf);
}

function isPackage(target: string, name: string): boolean {
  return target === name || target.startsWith(`${name}/`);
}

function below(target: string, ...folders: string[]): boolean {
  return folders.some((folder) => target.startsWith(`electron/${folder}/`) || target.startsWith(`${folder}/`));
}

describe('import rules', () => {
  it('finds the sources at all', () => {
    expect(sourcesBelow('electron/core').length).toBeGreaterThan(40);
    expect(importsBelow('electron').length).toBeGreaterThan(200);
  });

  it('lets core import only core and pure packages', () => {
    const wrong = importsBelow('electron/core').filter(
      ({ target }) => !below(target, 'core') && !purePackages.some((name) => isPackage(target, name)),
    );
    expect(wrong).toEqual([]);
  });

  it('lets adapters and sim import core and packages, never each other, host or cli', () => {
    for (const [folder, others] of [
      ['adapters', ['sim', 'host', 'cli', 'main']],
      ['sim', ['adapters', 'host', 'cli', 'main']],
    ] as const) {
      const wrong = importsBelow(`electron/${folder}`).filter(({ target }) => below(target, ...others));
      expect(wrong).toEqual([]);
    }
  });

  it('lets only host and cli wire adapters and sim together', () => {
    const wirers = sourcesBelow('electron').filter((file) =>
      importsOf(file).some(({ target }) => below(target, 'adapters', 'sim')),
    );
    const strangers = wirers.filter((file) => !below(file, 'adapters', 'sim', 'host', 'cli'));
    expect(strangers).toEqual([]);
  });

  it('keeps cli out of host', () => {
    expect(importsBelow('electron/host').filter(({ target }) => below(target, 'cli'))).toEqual([]);
  });

  it('lets contract import only core and zod', () => {
    const wrong = importsBelow('electron/contract').filter(
      ({ target }) => !below(target, 'contract', 'core') && !isPackage(target, 'zod'),
    );
    expect(wrong).toEqual([]);
  });

  it('names each library for hardware and machine in its one home', () => {
    for (const [name, home] of Object.entries(homes)) {
      const files = [
        ...new Set(
          importsBelow('electron')
            .filter(({ target }) => isPackage(target, name))
            .map(({ file }) => file),
        ),
      ];
      expect(files, name).not.toEqual([]);
      expect(
        files.filter((file) => !file.startsWith(home)),
        name,
      ).toEqual([]);
    }
  });

  it('keeps sim, adapters, host and cli out of main, and everything but channel names out of preload at run time', () => {
    const ours = (folder: string): Import[] =>
      importsBelow(folder).filter(({ specifier }) => specifier.startsWith('.'));
    expect(ours('electron/main').length).toBeGreaterThan(20);
    expect(ours('electron/main').filter(({ target }) => !below(target, 'main', 'contract', 'core'))).toEqual([]);
    const atRunTime = sourcesBelow('electron/preload').flatMap(runtimeTargets);
    expect(atRunTime).toEqual(['electron/contract/channels.ts']);
  });

  it('names ipcMain in one file', () => {
    const naming = sourcesBelow('electron').filter((file) => /\bipcMain\b/.test(withoutComments(file)));
    expect(naming).toEqual(['electron/main/ipc.ts']);
  });

  it('imports electron nowhere outside main and preload', () => {
    const wrong = importsBelow('electron').filter(
      ({ file, specifier }) => isPackage(specifier, 'electron') && !below(file, 'main', 'preload'),
    );
    expect(wrong).toEqual([]);
  });

  it('has no import cycle in core', () => {
    expect(findCycle(new Map(sourcesBelow('electron/core').map((file) => [file, runtimeTargets(file)])))).toEqual([]);
  });
});

function withoutComments(file: string): string {
  return readFileSync(file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '');
}

/** Type-only imports vanish when the types are stripped, so only the others can form a cycle at run time. */
function runtimeTargets(file: string): string[] {
  return importsOf(file)
    .filter(({ specifier }) => specifier.startsWith('.'))
    .filter((entry) => !isTypeOnly(file, entry.specifier))
    .map(({ target }) => target);
}

function isTypeOnly(file: string, specifier: string): boolean {
  return typeOnlySpecifiers(file).has(specifier);
}

function typeOnlySpecifiers(file: string): Set<string> {
  const text = readFileSync(file, 'utf8');
  return new Set([...text.matchAll(/^import type [^;]*? from '([^']+)';/gm)].map((match) => match[1] ?? ''));
}

function findCycle(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const walk = (file: string, path: string[]): string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return [];
    for (const target of graph.get(file) ?? []) {
      const cycle = walk(target, [...path, file]);
      if (cycle.length > 0) return cycle;
    }
    done.add(file);
    return [];
  };
  for (const file of graph.keys()) {
    const cycle = walk(file, []);
    if (cycle.length > 0) return cycle;
  }
  return [];
}
