import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { connectUnit } from '../../../../electron/adapters/ble/connect-unit.ts';
import { createNobleCentral } from '../../../../electron/adapters/ble/noble-central.ts';
import { NobleRadio } from '../../../../electron/adapters/ble/noble-radio.ts';
import { hasLinuxController, openBindings, usualBackend } from '../../../../electron/adapters/ble/open-bindings.ts';
import { loadWithModule } from '../../../../electron/adapters/ble/replace-module.ts';
import { ScanSession } from '../../../../electron/adapters/ble/scan-session.ts';
import { usualTimings } from '../../../../electron/adapters/ble/timings.ts';
import { ScriptedController, scriptedUnitId } from '../../../support/scripted-controller.ts';
import { att, gattScript } from '../../../support/scripted-gatt.ts';

const require = createRequire(import.meta.url);
const closing = fileURLToPath(new URL('../../../support/closing-central.ts', import.meta.url));

describe('ways to Bluetooth', () => {
  it('asks BlueZ in the packaged app on Linux alone', () => {
    expect(usualBackend('linux', true)).toBe('bluez');
    expect([usualBackend('linux', false), usualBackend('darwin', true), usualBackend('win32', true)]).toEqual([
      'noble',
      'noble',
      'noble',
    ]);
  });

  it('says that a native part is missing', async () => {
    // What is installed here has none for another system.
    const platform = process.platform === 'darwin' ? 'win32' : 'darwin';
    for (const backend of ['noble', 'stoprocent'] as const) {
      await expect(openBindings(backend, platform)).rejects.toThrow();
      const central = createNobleCentral({ backend, platform });
      expect(await central.state()).toBe('not-installed');
      await expect(central.scan(() => undefined, new AbortController().signal)).rejects.toMatchObject({
        code: 'ble.not-installed',
      });
      await central.close();
    }
  });

  it.runIf(process.platform === 'linux')('lives on a machine without Bluetooth, or with it', async () => {
    for (const backend of ['noble', 'stoprocent', 'bluez'] as const) {
      const central = createNobleCentral({ backend });
      const state = await central.state();
      // What a continuous integration machine has is not known; one without any controller must say so.
      if (existsSync('/sys/class/bluetooth')) expect(['ready', 'off', 'unauthorized', 'no-adapter']).toContain(state);
      else expect(state).toBe('no-adapter');
      await central.close();
    }
  });

  it('knows a controller that is off from none', () => {
    expect(hasLinuxController('/nowhere')).toBe(false);
  });

  it('puts a module in the place of another while something loads, installed or not', async () => {
    for (const request of ['zod', '@unstrand/no-such-module']) {
      const stand = { stand: request };
      expect(await loadWithModule(request, stand, async () => require(request))).toBe(stand);
    }
    expect(require('zod')).toHaveProperty('z');
    expect(() => require('@unstrand/no-such-module')).toThrow();
  });

  it('never reads a user description where that would end the process', async () => {
    for (const readsDescriptions of [true, false]) {
      const controller = new ScriptedController({ att: gattScript({}) });
      const opened = { ...(await openBindings('noble', 'linux', controller.socket)), readsDescriptions };
      const radio = new NobleRadio(
        opened,
        () => true,
        () => undefined,
      );
      await radio.start(usualTimings);
      const scans = new ScanSession(radio, usualTimings);
      await new Promise<void>((resolve) => void scans.add(() => resolve()));
      const link = await scans.paused(() =>
        connectUnit({ opened, id: scriptedUnitId, timings: usualTimings, signal: undefined, links: new Set() }),
      );
      expect(controller.requests.some(([op]) => op === att.findInformation)).toBe(readsDescriptions);
      expect(link.services[0]?.characteristics[0]?.name).toBe(readsDescriptions ? 'prov-session' : undefined);
      await link.disconnect();
      radio.stop();
    }
  });

  it.each(['noble', 'stoprocent'])('lets a program end that closed its central on %s', async (backend) => {
    const run = (mode: string, timeout: number) =>
      promisify(execFile)(process.execPath, [closing, backend, mode], { timeout });
    expect((await run('closed', 60_000)).stdout).toBe('ready');
    // What would happen otherwise: a timer asks for ever whether the controller is up.
    await expect(run('open', 4_000)).rejects.toMatchObject({ killed: true });
  });
});
