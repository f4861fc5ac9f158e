import { describe, expect, it } from 'vitest';
import { renderReportHtml } from '../../../electron/core/records/report-html.ts';
import { journalIds } from '../../../electron/host/journals.ts';
import type { ProvisioningUnit } from '../../../electron/sim/ble/provisioning-peripheral.ts';
import { firmwareStyles } from '../../../electron/sim/provisioning/firmware-style.ts';
import type { RecoveryUnit } from '../../../electron/sim/provisioning/recovery/recovery-unit.ts';
import { backingOffGate } from '../../../electron/sim/provisioning/security/proof-gate.ts';
import { pop } from '../../sim/provisioning/recovery-bench.ts';
import { englishTexts } from '../../support/report-texts.ts';
import { type AirBench, airBench, username } from './air-bench.ts';

const settings = { maxData: 224, maxMessage: 240 };
const channels = ['ble', 'softap'] as const;
const generations = [
  ['v4.4', { style: firmwareStyles['v4.4'], security: 1, settings }],
  ['v5.1', { style: firmwareStyles['v5.1'], security: 2, settings }],
  ['current', { style: firmwareStyles.current, security: 2, settings }],
] as const;
const everywhere = channels.flatMap((channel) => generations.map(([name, unit]) => ({ channel, name, unit })));
const wrong = { credentials: { pop: 'abcd1235', username } };

/** Nothing was written, neither to the unit nor to this machine's journals and records. */
async function expectUntouched({ unit, workspace }: AirBench, before: Uint8Array): Promise<void> {
  expect(Buffer.compare(unit.hardware.flash.bytes, before)).toBe(0);
  expect(await journalIds(workspace)).toEqual([]);
  expect((await workspace.records.verify()).head).toBeUndefined();
}

describe('a wrong proof of possession', () => {
  it.each(everywhere)('is told as such and changes nothing: $channel, $name', async ({ channel, unit }) => {
    const bench = await airBench({ unit });
    const before = bench.unit.hardware.flash.bytes.slice();
    const job = bench.recover(bench.access([bench.targets[channel]], wrong));
    await expect(job).rejects.toMatchObject({ code: 'provisioning.credentials-refused' });
    await expectUntouched(bench, before);
    const right = await bench.recover(bench.access([bench.targets[channel]]));
    expect(right).toMatchObject({ kind: 'ran', report: { outcome: 'recovered' } });
  });

  it.each(everywhere)('that is tried again and again costs time: $channel, $name', async ({ channel, unit }) => {
    const time = { ms: 1 };
    const bench = await airBench({ unit: { ...unit, gate: backingOffGate(() => time.ms) } });
    const attempt = (changed = {}) => bench.recover(bench.access([bench.targets[channel]], changed));
    const refused = { code: 'provisioning.credentials-refused' };
    for (let tries = 0; tries < 5; tries++) await expect(attempt(wrong)).rejects.toMatchObject(refused);
    // The right one too, until the time is over; each further try doubles it.
    await expect(attempt()).rejects.toMatchObject(refused);
    time.ms += 1000;
    await expect(attempt(wrong)).rejects.toMatchObject(refused);
    time.ms += 1000;
    await expect(attempt()).rejects.toMatchObject(refused);
    time.ms += 1000;
    expect(await attempt()).toMatchObject({ kind: 'ran', report: { outcome: 'recovered' } });
  });
});

/** What somebody in between makes of `proto-ver`: weaker than it is. */
const spoofed = JSON.stringify({
  prov: { ver: 'netprov-v1.2', sec_ver: 1, sec_patch_ver: 0, cap: ['wifi_prov'] },
  rcv: { ver: '1.0', cap: ['rcv-info', 'rcv-fw', 'ep:rcv-info=ff54', 'ep:rcv-fw=ff55'] },
});
const demanded = { security: 2, patch: 1, proofOfPossession: true, username } as const;

/** Notes which endpoints are asked. */
function listening(unit: RecoveryUnit, asked: Set<string>): ProvisioningUnit {
  return {
    endpoints: unit.endpoints,
    style: unit.style,
    handle: async (endpoint, request) => {
      asked.add(endpoint);
      return unit.handle(endpoint, request);
    },
    resetLink: () => unit.resetLink(),
  };
}

describe('a spoofed proto-ver', () => {
  it.each(channels)('is told, and the code is not shown: %s', async (channel) => {
    const asked = new Set<string>();
    const bench = await airBench({
      unit: { style: firmwareStyles.current, security: 2, settings, spoofedProtoVer: spoofed },
      provisioning: demanded,
      inFrontOf: (unit) => listening(unit, asked),
    });
    const before = bench.unit.hardware.flash.bytes.slice();
    await expect(bench.recover(bench.access([bench.targets[channel]]))).rejects.toMatchObject({
      code: 'provisioning.downgraded',
      params: { offered: '1', required: '2.1' },
    });
    expect([...asked]).toEqual(['proto-ver']);
    await expectUntouched(bench, before);
  });

  it.each(channels)('that a technician lets pass stands in record and report: %s', async (channel) => {
    const bench = await airBench({
      unit: { style: firmwareStyles.current, security: 1, settings, spoofedProtoVer: spoofed },
      provisioning: demanded,
    });
    const result = await bench.recover(bench.access([bench.targets[channel]], { allowsDowngrade: true }));
    if (result.kind !== 'ran') return expect.fail(result.kind);
    expect(result.record.body).toMatchObject({
      downgrade: { offered: '1', required: '2.1' },
      report: { outcome: 'recovered' },
    });
    expect(renderReportHtml([result.record], englishTexts)).toContain('2.1');
    expect(JSON.stringify(result.record)).not.toContain(pop);
  });
});
