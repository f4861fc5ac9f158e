import { describe, expect, it, onTestFinished } from 'vitest';
import { RecoveryError } from '../../../electron/core/errors/recovery-error.ts';
import type { PortChange } from '../../../electron/core/interfaces/port-watcher.ts';
import { openRelease } from '../../../electron/core/release/open-package.ts';
import { loadKeyRing } from '../../../electron/host/key-ring.ts';
import { linkForTarget } from '../../../electron/host/open-unit.ts';
import { openTraining, openTrainingWorkspace, type Training } from '../../../electron/host/training.ts';
import { openWorkspace } from '../../../electron/host/workspace.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

function newTraining(): Training {
  const training = openTraining('instant', { size: 'tiny' });
  onTestFinished(() => training.close());
  return training;
}

async function codeOfOpening(target: string): Promise<string> {
  try {
    const link = await linkForTarget(target);
    await link.open(115_200);
    await link.close();
    return 'open';
  } catch (error) {
    if (error instanceof RecoveryError) return error.code;
    throw error;
  }
}

describe('the simulated machine', () => {
  it('tells of units that come and go, as real ports do', async () => {
    const training = newTraining();
    const changes: PortChange[] = [];
    const stop = training.ports.watch((change) => changes.push(change));
    await training.plug('seed');
    await training.plug('seed');
    training.unplug('seed');
    await training.plug('seed');
    stop();
    const paths = changes.map(({ added, removed }) => [added.map(({ path }) => path), removed.map(({ path }) => path)]);
    expect(paths).toEqual([
      [[], []],
      [['sim:seed'], []],
      [[], ['sim:seed']],
      [['sim:seed'], []],
    ]);
    expect(await training.ports.list()).toMatchObject([{ path: 'sim:seed', simulated: true }]);
  });

  it('lists what the system would say of each condition, and opens no port that the condition closes', async () => {
    const training = newTraining();
    for (const id of ['port-busy', 'no-permission', 'no-driver', 'wrong-cable', 'seed-c3']) await training.plug(id);
    const bridge = { vendorId: 0x10c4, productId: 0xea60 };
    expect(training.listing()).toEqual([
      { id: 'seed-c3', condition: 'port', usb: { vendorId: 0x303a, productId: 0x1001 }, path: 'sim:seed-c3' },
      { id: 'wrong-cable', condition: 'no-usb', usb: undefined, path: undefined },
      { id: 'no-driver', condition: 'no-driver', usb: bridge, path: undefined },
      { id: 'no-permission', condition: 'no-permission', usb: bridge, path: 'sim:no-permission' },
      { id: 'port-busy', condition: 'busy:Serial Monitor', usb: bridge, path: 'sim:port-busy' },
    ]);
    const listed = (await training.ports.list()).map(({ path }) => path).sort();
    expect(listed).toEqual(['sim:no-permission', 'sim:port-busy', 'sim:seed-c3']);
    expect(await codeOfOpening('sim:seed-c3')).toBe('open');
    expect(await codeOfOpening('sim:wrong-cable')).toBe('port.not-found');
    expect(await codeOfOpening('sim:no-driver')).toBe('port.no-driver');
    expect(await codeOfOpening('sim:no-permission')).toBe('port.no-permission');
    expect(await codeOfOpening('sim:port-busy')).toBe('port.busy');
  });

  it('reaches nothing whose cable was pulled, and knows no unit besides its own', async () => {
    const training = newTraining();
    await training.plug('seed');
    training.unplug('seed');
    expect(training.listing()).toEqual([]);
    expect(await codeOfOpening('sim:seed')).toBe('port.not-found');
    await expect(training.plug('no-such-unit')).rejects.toMatchObject({ code: 'port.not-found' });
    training.unplug('no-such-unit');
  });

  it('forgets a unit that is pulled while it is still being made', async () => {
    const training = newTraining();
    const plugging = training.plug('arduino');
    training.restart('arduino');
    await plugging;
    expect(training.listing()).toEqual([]);
    await training.plug('arduino');
    expect(training.listing().map(({ id }) => id)).toEqual(['arduino']);
  });
});

describe('the demo key', () => {
  it('is accepted in training and nowhere else', async () => {
    const env = { UNSTRAND_HOME: temporaryFolder() };
    const [training, station] = [newTraining(), openWorkspace(env)];
    const workspace = openTrainingWorkspace(env);
    await training.enrolDemoKey(workspace);
    const bytes = await training.demoRelease();
    const options = { now: Date.parse('2026-06-01T00:00:00Z'), allowUnsigned: false };
    const opened = await openRelease(bytes, { ...options, keys: await loadKeyRing(workspace.store) });
    expect(opened.manifest.product.id).toBe('unstrand-training');
    const keys = await loadKeyRing(station.store);
    expect(keys.keys).toEqual([]);
    await expect(openRelease(bytes, { ...options, keys })).rejects.toMatchObject({ code: 'release.unknown-key' });
  });

  it('of one session is not that of the next', async () => {
    const workspace = openTrainingWorkspace({ UNSTRAND_HOME: temporaryFolder() });
    const [before, after] = [newTraining(), newTraining()];
    const bytes = await before.demoRelease();
    await before.enrolDemoKey(workspace);
    await after.enrolDemoKey(workspace);
    const keys = await loadKeyRing(workspace.store);
    expect(keys.keys).toHaveLength(1);
    const options = { keys, now: Date.parse('2026-06-01T00:00:00Z'), allowUnsigned: false };
    await expect(openRelease(bytes, options)).rejects.toMatchObject({ code: 'release.unknown-key' });
  });
});
