import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { hostBench } from '../support/host-bench.ts';

function trainingFolders(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith(`unstrand-training-${process.pid}-`));
}

describe('training', () => {
  it('has virtual units and a release for them, and leaves nothing behind', async () => {
    const before = trainingFolders();
    const { connect, workspace, ports } = await hostBench({ pace: 'instant' });
    ports.set('/dev/ttyUSB9');
    const screen = await connect();
    await screen.request('training.start', {});
    expect(screen.state?.app['']).toMatchObject({ training: true });
    await screen.request('training.plug', { id: 'seed' });
    await screen.until((state) => state.ports['sim:seed'] !== undefined);
    expect(Object.keys(screen.state?.ports ?? {})).not.toContain('/dev/ttyUSB9');
    expect(await screen.refusal('unit.open', { target: '/dev/ttyUSB9' })).toBe('port.not-found');
    expect(await screen.refusal('unit.open', { target: 'tcp://127.0.0.1:1' })).toBe('port.not-found');
    const [release] = Object.keys(screen.state?.releases ?? {});
    if (release === undefined) return expect.fail('no release');

    const { unit } = await screen.request('unit.open', { target: 'sim:seed' });
    await screen.untilPhase(unit, 'ready');
    const planned = await screen.request('unit.plan', { unit, release, mode: 'guided', fullBackup: false });
    if (!planned.ok) return expect.fail(JSON.stringify(planned.refusals));
    await screen.request('unit.recover', { unit, planHash: planned.plan.hash, operator: 'Ada' });
    expect(await screen.untilPhase(unit, 'finished', 'failed')).toMatchObject({
      unitState: 'new-boots',
      simulated: true,
    });
    expect(await screen.request('record.verify', {})).toEqual({ records: 1 });

    await screen.request('training.unplug', { id: 'seed' });
    await screen.until(({ training, units }) => !training.seed?.plugged && units[unit]?.error?.code === 'port.gone');
    await screen.request('training.plug', { id: 'seed' });
    await screen.request('training.hold-button', { id: 'seed', held: true });
    expect(screen.state?.training.seed).toMatchObject({ plugged: true, held: true });
    expect(await screen.refusal('training.plug', { id: 'none' })).toBe('app.not-in-training');

    await screen.request('training.stop', {});
    expect(screen.state).toMatchObject({ app: { '': { training: false } }, units: {}, training: {}, releases: {} });
    expect(Object.keys(screen.state?.ports ?? {})).toEqual(['/dev/ttyUSB9']);
    expect(await screen.request('record.verify', {})).toEqual({ records: 0 });
    expect(await workspace.store.list('records')).toEqual([]);
    expect(await screen.refusal('training.plug', { id: 'seed' })).toBe('app.not-in-training');
    expect(trainingFolders()).toEqual(before);
  });
});
