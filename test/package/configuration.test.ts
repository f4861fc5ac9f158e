import { existsSync, readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { configuredFuses, fuseOf } from '../../resources/release/fuses.ts';

const configuration = load(readFileSync('electron-builder.yml', 'utf8')) as Record<string, unknown>;

describe('how the app is packed', () => {
  it('names all eight fuses, everything that could run foreign code off', () => {
    expect(Object.keys(fuseOf)).toHaveLength(8);
    expect(configuredFuses()).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
    });
  });

  it('makes what each system expects', () => {
    expect(configuration).toMatchObject({
      asar: { smartUnpack: false },
      npmRebuild: false,
      win: { target: ['nsis', 'portable'] },
      mac: {
        target: [{ target: 'dmg', arch: 'universal' }],
        hardenedRuntime: true,
        extendInfo: { NSBluetoothAlwaysUsageDescription: expect.stringContaining('Bluetooth') },
      },
      linux: { target: ['AppImage', 'deb'] },
    });
    expect(JSON.stringify(configuration.deb)).toContain('/usr/lib/udev/rules.d/60-unstrand.rules');
  });

  it('puts the rule for serial adapters into force after everything that electron-builder itself does', () => {
    const template = readFileSync('node_modules/app-builder-lib/templates/linux/after-install.tpl', 'utf8');
    const script = readFileSync('resources/release/after-install.sh', 'utf8');
    expect(script.startsWith(template.trimEnd())).toBe(true);
    expect(script).toContain('udevadm control --reload');
  });

  it('opens releases and profiles', () => {
    const associations = configuration.fileAssociations as readonly { readonly ext: string }[];
    expect(associations.map(({ ext }) => ext)).toEqual(['unstrand', 'unstrand-profile']);
  });

  it('names files that are there', () => {
    const named = [
      ...readFileSync('electron-builder.yml', 'utf8').matchAll(/resources\/[\w./-]+\.(?:plist|sh|rules|png)/g),
    ];
    expect(named.length).toBeGreaterThan(3);
    for (const [file] of named) expect(existsSync(file), file).toBe(true);
  });

  it('leaves native modules outside the archive', () => {
    expect(configuration.asarUnpack).toEqual(
      expect.arrayContaining([
        expect.stringContaining('@serialport/bindings-cpp'),
        expect.stringContaining('node-pty'),
        '**/*.node',
      ]),
    );
  });
});
