import { describe, expect, it } from 'vitest';

import { run, twoSlotBench } from './benches.ts';

describe('runPlan judges what it sees', () => {
  it.each([
    ['reachable', 'recovered', undefined],
    ['stranded', 'boots-unreachable', 'engine.still-unreachable'],
    ['unknown', 'boots-unjudged', undefined],
  ] as const)('a unit that is %s afterwards: %s', async (status, outcome, code) => {
    const bench = twoSlotBench();
    bench.verdict = status;
    const report = await run(bench);
    expect(report.outcome).toBe(outcome);
    expect(report.error?.code).toBe(code);
    expect(report.unitState).toBe('new-boots');
  });

  it('a silent console is never a success, even when all else is well', async () => {
    const bench = twoSlotBench();
    bench.memory.boot = () => '';
    expect(await run(bench)).toMatchObject({
      outcome: 'boot-not-seen',
      unitState: 'new-unconfirmed',
      error: { code: 'engine.boot-not-seen' },
    });
    expect(bench.journal.at(-1)).toMatchObject({ type: 'closed', unitState: 'new-unconfirmed' });
  });

  it('a brown-out is named', async () => {
    const bench = twoSlotBench();
    const text = bench.memory.boot;
    bench.memory.boot = () => `${text()}\r\nBrownout detector was triggered\r\n`;
    const report = await run(bench);
    expect(report).toMatchObject({ outcome: 'boot-failed', error: { params: { finding: 'brownout' } } });
    expect(report.bootFindings).toContain('brownout');
  });

  it('a unit that went back to its old slot still boots the old firmware', async () => {
    const bench = twoSlotBench();
    bench.memory.boot = () =>
      'I (500) boot: Loaded app from partition at offset 0x10000\nI (600) cpu_start: Pro cpu up.\nseed 1.0.0\nready';
    expect(await run(bench)).toMatchObject({ outcome: 'boot-failed', unitState: 'old-boots' });
  });

  it('firmware that lost the Wi-Fi credentials did not recover the unit', async () => {
    const bench = twoSlotBench();
    const facts = {
      ...bench.unit.facts,
      data: { ...bench.unit.facts.data, hasWifiCredentials: { known: true, value: false } as const },
    };
    expect(await run({ ...bench, views: { ...bench.views, inspect: async () => facts } })).toMatchObject({
      outcome: 'failed',
      error: { code: 'engine.data-lost', params: { lost: 'wifi-credentials' } },
      preservedIntact: false,
      unitState: 'new-boots',
    });
  });

  it('secrets in the boot log stay out of report and journal', async () => {
    const bench = twoSlotBench();
    const text = bench.memory.boot;
    bench.memory.boot = () => `${text()}\nwifi password: hunter2hunter2\n`;
    const report = await run(bench);
    expect(JSON.stringify([report, bench.journal, bench.events])).not.toContain('hunter2');
    expect(report.bootLog).toContain('seed 2.0.0');
  });
});
