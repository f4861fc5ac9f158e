import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { seed } from '../../electron/sim/units/seed.ts';
import { seedRelease } from '../../electron/sim/units/seed-release.ts';
import { hostBench, signedBy } from '../support/host-bench.ts';
import { plugInNew } from '../support/station.ts';

describe('what goes to others', () => {
  it('explains a pasted log', async () => {
    const { connect } = await hostBench();
    const screen = await connect();
    const text = 'E (8123) esp-tls: mbedtls_ssl_handshake returned -0x2700';
    const explanation = await screen.request('log.explain', { text });
    expect(explanation.observations[0]?.name).toContain('MBEDTLS_ERR_X509_CERT_VERIFY_FAILED');
    expect(explanation.causes.length).toBeGreaterThan(0);
  });

  it('bundles what was seen of a unit that never got as far as a job, with the code that was read out', async () => {
    const { connect } = await hostBench();
    const screen = await connect();
    const { port, unit: device } = plugInNew(await seed());
    const { unit } = await screen.request('unit.open', { target: port });
    await screen.untilPhase(unit, 'ready', 'failed');
    device.unplug();
    await screen.request('unit.inspect', { unit });
    const failed = await screen.untilPhase(unit, 'failed');
    expect(failed.error?.supportCode).toMatch(/^\w{4}-\w{4}$/);
    const preview = await screen.request('support.preview', { unit });
    expect(preview.entries.map(({ name }) => name)).toEqual([
      'manifest.json',
      'error.json',
      'facts.json',
      'wire-log.jsonl',
    ]);
    expect(preview.entries[0]?.text).toContain(failed.error?.supportCode);
    const { file } = await screen.request('support.bundle', { unit });
    const inside = unzipSync(Buffer.from(file, 'base64'));
    expect(Object.keys(inside)).toEqual(preview.entries.map(({ name }) => name));
    // The Wi-Fi password that the virtual unit keeps in NVS.
    expect(Object.values(inside).some((bytes) => Buffer.from(bytes).includes('correct horse'))).toBe(false);
  });

  it('prints the label of a recorded unit, in the language of the system until settings choose one', async () => {
    const { connect } = await hostBench({ locale: 'de-AT' });
    const screen = await connect();
    const { port } = plugInNew(await seed());
    const release = await screen.request('release.install', { file: await signedBy(screen, seedRelease()) });
    const { unit } = await screen.request('unit.open', { target: port });
    await screen.untilPhase(unit, 'ready');
    const planned = await screen.request('unit.plan', { unit, release: release.id, mode: 'guided', fullBackup: false });
    if (!planned.ok) return expect.fail(JSON.stringify(planned.refusals));
    await screen.request('unit.recover', { unit, planHash: planned.plan.hash, operator: 'Ada', serial: 'S-1' });
    const { record } = await screen.untilPhase(unit, 'finished', 'failed');
    const { picture } = await screen.request('label.render', { record: record ?? 0, kind: 'qr' });
    expect(picture).toMatch(/^<svg/);
    expect(picture).toContain('SIMULIERT');
    await screen.request('settings.change', { language: 'en' });
    const english = await screen.request('label.render', { record: record ?? 0, kind: 'qr' });
    expect(english.picture).toContain('SIMULATED');
    expect(english.picture).toContain('S-1');
  });
});
