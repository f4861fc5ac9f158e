import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { resolveConfig } from 'electron-vite';
import { build, mergeConfig, type Rolldown } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bleBackends } from '../../electron/core/interfaces/ble-backend.ts';
import { childHelper } from '../../electron/host/ble/child-helper.ts';
import { remoteCentral } from '../../electron/host/ble/remote-central.ts';

const folder = mkdtempSync(join(tmpdir(), 'unstrand-built-'));
let chunks: readonly Rolldown.OutputChunk[] = [];

/** Main's programs as `npm run build:app` builds them, where they find the packages of this checkout. */
beforeAll(async () => {
  cpSync('package.json', join(folder, 'package.json'));
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'), 'junction');
  const configFile = resolve('electron.vite.config.ts');
  const { config } = await resolveConfig({ configFile, logLevel: 'error' }, 'build', 'production');
  if (config?.main === undefined) throw new Error('no configuration');
  const outDir = join(folder, 'out', 'main');
  const built = await build(mergeConfig(config.main, { configFile: false, logLevel: 'error', build: { outDir } }));
  if (!Array.isArray(built)) {
    if (!('output' in built)) throw new Error('nothing was built');
    chunks = built.output.filter((part) => part.type === 'chunk');
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the Bluetooth helper as it is built for the app', () => {
  it('leaves the libraries and their native sockets outside', () => {
    expect(chunks.map(({ fileName }) => fileName)).toContain('ble-helper.js');
    const bundled = chunks.flatMap(({ moduleIds }) => moduleIds);
    expect(bundled.filter((id) => /node_modules.*(?:noble|hci-socket|dbus|usb|serialport)/.test(id))).toEqual([]);
    const imported = new Set(chunks.flatMap(({ imports, dynamicImports }) => [...imports, ...dynamicImports]));
    expect([...imported]).toEqual(
      expect.arrayContaining([
        '@abandonware/bluetooth-hci-socket',
        '@stoprocent/bluetooth-hci-socket',
        '@abandonware/noble/lib/hci-socket/bindings.js',
        '@stoprocent/noble/lib/hci-socket/bindings.js',
      ]),
    );
  });

  it.each(bleBackends)('starts under Node and answers over %s', async (backend) => {
    const program = join(folder, 'out', 'main', 'ble-helper.js');
    const central = remoteCentral({ start: (onEnd) => childHelper(onEnd, program), backend: () => backend });
    // Whatever this machine has. A library that does not load is told as `not-installed`.
    const answers = ['ready', 'off', 'unauthorized', 'no-adapter'];
    try {
      expect(answers).toContain(await central.state());
    } finally {
      await central.close();
    }
  });
});
