import { describe, expect, it } from 'vitest';
import { encodeBase64 } from '../../electron/core/bytes/base64.ts';
import { buildRelease } from '../../electron/core/release/build-package.ts';
import { createDeviceHost } from '../../electron/host/app/device-host.ts';
import { defaultSettings } from '../../electron/host/app/settings-file.ts';
import { seed } from '../../electron/sim/units/seed.ts';
import { seedRelease } from '../../electron/sim/units/seed-release.ts';
import { hostBench, signedBy, TestPorts } from '../support/host-bench.ts';
import { lanePair } from '../support/lane-pair.ts';
import { Screen } from '../support/screen.ts';
import { plugInNew } from '../support/station.ts';

const tiny = () => seedRelease({ size: 'tiny' });

describe('releases', () => {
  it('are checked, kept over a restart, and named with what is wrong when their key is revoked', async () => {
    const { connect, workspace } = await hostBench();
    const screen = await connect();
    const { id } = await screen.request('release.install', { file: await signedBy(screen, tiny()) });
    const { manifest } = await screen.request('release.inspect', { release: id });
    expect(manifest).toMatchObject({ version: '2.0.0', product: { name: 'Seed Radio' } });
    const [key] = Object.values(screen.state?.keys ?? {});
    if (key === undefined) return expect.fail('no key');
    await screen.request('key.revoke', { key: key.id });
    expect(screen.state?.keys[key.id]?.revokedAt).toBeDefined();
    expect(screen.state?.releases[id]).toMatchObject({
      productName: 'Seed Radio',
      problem: { code: 'release.revoked-key' },
    });

    const again = await createDeviceHost({ workspace, version: '1', portSource: new TestPorts(), strict: true });
    const [end, mine] = lanePair();
    const later = new Screen(mine);
    again.connect(end);
    await later.until(({ releases }) => releases[id]?.problem?.code === 'release.revoked-key');
    expect(await later.refusal('release.inspect', { release: id })).toBe('release.revoked-key');
    await later.request('release.remove', { release: id });
    expect(later.state?.releases).toEqual({});
    expect(await later.refusal('release.inspect', { release: id })).toBe('app.unknown-release');
    await again.close();
  });

  it('that nobody signed need the developer switch', async () => {
    const { connect } = await hostBench();
    const screen = await connect();
    const { manifest, files } = tiny();
    const file = encodeBase64(buildRelease(manifest, files));
    expect(await screen.refusal('release.install', { file })).toBe('release.unsigned');
    expect(await screen.refusal('release.install', { file: 'AAAA' })).toMatch(/^release\./);
    expect(screen.state?.releases).toEqual({});
    const asked = await screen.request('settings.allow-unsigned', { allow: true });
    expect(await screen.refusal('release.install', { file })).toBe('release.unsigned');
    await screen.request('settings.allow-unsigned', { allow: true, confirmation: asked.confirmation });
    const { id } = await screen.request('release.install', { file });
    await screen.request('settings.allow-unsigned', { allow: false });
    expect(screen.state?.releases[id]?.problem?.code).toBe('release.unsigned');
  });

  it('that come after a unit was read make it known', async () => {
    const { connect } = await hostBench();
    const screen = await connect();
    const { unit } = await screen.request('unit.open', { target: plugInNew(await seed({ size: 'tiny' })).port });
    expect(await screen.untilPhase(unit, 'ready')).not.toHaveProperty('product');
    const { id: release } = await screen.request('release.install', { file: await signedBy(screen, tiny()) });
    expect(await screen.request('unit.plan', { unit, release, mode: 'guided', fullBackup: true })).toMatchObject({
      ok: true,
    });
    expect(screen.unit(unit)).toMatchObject({ product: 'Seed Radio', version: '1.4.2' });
  });
});

describe('settings', () => {
  it('are the same at every screen and after a restart', async () => {
    const { connect, workspace } = await hostBench();
    const [screen, other] = [await connect(), await connect()];
    expect(screen.state?.settings['']).toEqual(defaultSettings);
    await Promise.all([
      screen.request('settings.change', { theme: 'dark' }),
      other.request('settings.change', { operator: 'Ada' }),
    ]);
    const expected = { ...defaultSettings, theme: 'dark', operator: 'Ada' };
    expect(screen.state?.settings['']).toEqual(expected);
    expect(other.state?.settings['']).toEqual(expected);
    const file = JSON.parse(new TextDecoder().decode(await workspace.store.read('app/settings.json')));
    expect(file).toEqual(expected);
    const damaged = { ...file, theme: 'pink', operator: 7, more: true };
    await workspace.store.replace('app/settings.json', new TextEncoder().encode(JSON.stringify(damaged)));
    const again = await createDeviceHost({ workspace, version: '1', portSource: new TestPorts(), strict: true });
    const [end, mine] = lanePair();
    const later = new Screen(mine);
    again.connect(end);
    await later.until(({ settings }) => settings[''] !== undefined);
    expect(later.state?.settings['']).toEqual(defaultSettings);
    await again.close();
  });
});

describe('records', () => {
  it('are paged newest first, filtered and exported', async () => {
    const { connect } = await hostBench();
    const screen = await connect();
    const { id: release } = await screen.request('release.install', { file: await signedBy(screen, tiny()) });
    const { unit } = await screen.request('unit.open', { target: plugInNew(await seed({ size: 'tiny' })).port });
    for (const operator of ['Ada', 'Bob', 'Ada']) {
      await screen.untilPhase(unit, 'ready', 'finished');
      const planned = await screen.request('unit.plan', { unit, release, mode: 'technician', fullBackup: false });
      if (!planned.ok) return expect.fail(JSON.stringify(planned.refusals));
      await screen.request('unit.recover', { unit, planHash: planned.plan.hash, operator });
      expect(await screen.untilPhase(unit, 'finished', 'failed')).toMatchObject({ phase: 'finished' });
    }
    const search = (query: object, offset: number, limit: number) =>
      screen.request('record.search', { query, offset, limit });
    const sequences = async (...args: Parameters<typeof search>) =>
      (await search(...args)).rows.map(({ sequence }) => sequence);
    expect(await sequences({}, 0, 2)).toEqual([3, 2]);
    expect(await sequences({}, 2, 2)).toEqual([1]);
    expect(await sequences({}, 9, 2)).toEqual([]);
    expect(await sequences({ operator: 'Ada' }, 0, 9)).toEqual([3, 1]);
    const text = async (format: 'csv' | 'json') => {
      const { file } = await screen.request('record.export', { query: { operator: 'Bob' }, format });
      return Buffer.from(file, 'base64').toString().trimEnd().split('\n');
    };
    expect(await text('csv')).toHaveLength(2);
    expect((await text('json')).map((line) => JSON.parse(line).sequence)).toEqual([2]);
    expect(await screen.refusal('record.report', { sequence: 4 })).toBe('app.unknown-record');
  });
});
