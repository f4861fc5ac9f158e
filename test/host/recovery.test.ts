import { describe, expect, it } from 'vitest';
import { syntheticPki, updateHost } from '../../electron/sim/firmware/pki.ts';
import { seed, seedFactoryOnly } from '../../electron/sim/units/seed.ts';
import { seedRelease } from '../../electron/sim/units/seed-release.ts';
import { hostBench, signedBy } from '../support/host-bench.ts';
import { plugInNew, watchFlash } from '../support/station.ts';

const moved = () => ({ kind: 'pasted' as const, text: syntheticPki().chains.moved, host: updateHost });

describe('a recovery over the lane', () => {
  it('goes from open to record', async () => {
    const { host, connect } = await hostBench();
    const screen = await connect();
    const { unit, port } = plugInNew(await seed());
    const nvs = unit.flash.read(0x9000, 0x4000).slice();
    const release = await screen.request('release.install', { file: await signedBy(screen, seedRelease()) });
    expect(screen.state?.releases[release.id]).toMatchObject({ product: 'seed-radio', signedBy: 'Vendor' });

    const { unit: id } = await screen.request('unit.open', { target: port });
    expect(await screen.refusal('unit.facts', { unit: id })).toBe('app.not-inspected');
    expect(await screen.untilPhase(id, 'ready', 'failed')).toMatchObject({
      phase: 'ready',
      chip: 'ESP32',
      product: 'Seed Radio',
      simulated: true,
      canResume: false,
    });
    const facts = await screen.request('unit.facts', { unit: id });
    expect(facts.trust.anchors.length).toBeGreaterThan(0);

    const judged = await screen.request('unit.judge', { unit: id, server: moved(), dateCheck: 'unknown' });
    expect(judged.verdict).toMatchObject({ status: 'stranded' });
    expect(judged.picture).toMatch(/^<svg[\s\S]*<\/svg>/);

    const planned = await screen.request('unit.plan', {
      unit: id,
      release: release.id,
      mode: 'guided',
      fullBackup: true,
    });
    if (!planned.ok) return expect.fail(JSON.stringify(planned.refusals));
    expect(host.describePlan(planned.plan.hash)).toMatchObject({ summary: { code: 'summary.inactive-slot' } });
    await screen.request('unit.recover', { unit: id, planHash: planned.plan.hash, operator: 'Ada', workOrder: 'W1' });
    expect(host.jobsRunning()).toBe(true);
    expect(await screen.untilPhase(id, 'finished', 'failed')).toMatchObject({
      phase: 'finished',
      outcome: 'recovered',
      unitState: 'new-boots',
      version: '2.0.0',
      verdict: 'reachable',
      record: 1,
    });
    expect(host.jobsRunning()).toBe(false);
    expect(Buffer.from(nvs).equals(unit.flash.read(0x9000, 0x4000))).toBe(true);

    const { report } = await screen.request('unit.report', { unit: id });
    expect(report.outcome).toBe('recovered');
    const log = await screen.request('unit.boot-log', { unit: id });
    expect(log.text).toContain('Seed Radio, firmware version 2.0.0');
    const wire = await screen.request('unit.wire', { unit: id, from: 0 });
    expect(wire.total).toBeGreaterThan(100);
    expect(wire.events).toHaveLength(wire.total);
    expect(await screen.request('unit.wire', { unit: id, from: wire.next })).toMatchObject({ events: [] });
    const { total, rows } = await screen.request('record.search', { query: {}, offset: 0, limit: 10 });
    expect([total, rows.map(({ operator, outcome }) => [operator, outcome])]).toEqual([1, [['Ada', 'recovered']]]);
    const { html } = await screen.request('record.report', { sequence: 1 });
    expect(html).toContain('Ada');
    expect(await screen.request('record.verify', {})).toEqual({ records: 1 });

    const label = await screen.request('label.render', { record: 1, kind: 'qr' });
    expect(label.picture).toMatch(/^<svg/);
    const { entries } = await screen.request('support.preview', { unit: id });
    expect(entries.length).toBeGreaterThan(2);
    const { file } = await screen.request('support.bundle', { unit: id });
    expect(Buffer.from(file, 'base64').subarray(0, 2).toString()).toBe('PK');
    const { observations } = await screen.request('log.explain', {
      text: 'E (1) esp-tls: mbedtls_ssl_handshake returned -0x2700',
    });
    expect(observations).toHaveLength(1);
  });

  it('does not begin a job that cannot be undone without a ticket of its own', async () => {
    const { host, connect } = await hostBench();
    const screen = await connect();
    const { unit, port } = plugInNew(await seedFactoryOnly());
    const release = await screen.request('release.install', { file: await signedBy(screen, seedRelease()) });
    const { unit: id } = await screen.request('unit.open', { target: port });
    await screen.untilPhase(id, 'ready');
    await screen.request('unit.judge', { unit: id, server: moved(), dateCheck: 'unknown' });
    const planned = await screen.request('unit.plan', {
      unit: id,
      release: release.id,
      mode: 'technician',
      fullBackup: true,
    });
    if (!planned.ok) return expect.fail(JSON.stringify(planned.refusals));
    const { hash: planHash } = planned.plan;
    expect(host.describePlan(planHash)?.confirmations.map(({ code }) => code)).toEqual([
      'confirmation.overwrites-only-slot',
    ]);
    const flash = watchFlash(unit);
    const recover = { unit: id, planHash, operator: 'Ada' };
    expect(await screen.refusal('unit.recover', recover)).toBe('app.ticket-needed');
    expect(await screen.refusal('unit.recover', { ...recover, ticket: 'made-up' })).toBe('app.ticket-refused');
    expect(() => host.grant('0'.repeat(64), 'token')).toThrow('app.unknown-plan');
    expect(flash.unchanged()).toBe(true);
    host.grant(planHash, 'token');
    await screen.request('unit.recover', { ...recover, ticket: 'token' });
    expect(await screen.untilPhase(id, 'finished', 'failed')).toMatchObject({ outcome: 'boots-cable-only' });
    expect(await screen.refusal('unit.recover', { ...recover, ticket: 'token' })).toBe('app.unknown-plan');
  });
});
