import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { RecordBody } from '../../../electron/core/records/record.ts';
import { parseRecordBody } from '../../../electron/core/records/record-schema.ts';
import { summarizeRecord } from '../../../electron/core/records/record-summary.ts';
import { countShift, type Shift, shiftOf } from '../../../electron/core/records/shift.ts';
import { renderShiftReport } from '../../../electron/core/records/shift-report.ts';
import type { UnrecordedUnit } from '../../../electron/core/records/unrecorded-unit.ts';
import { chainOf } from '../../support/record-chain.ts';
import { englishTexts } from '../../support/report-texts.ts';
import { sampleRecord, sampleSimulatedRecord } from '../../support/sample-record.ts';

const span = { station: 'bench-3', from: '2026-02-12', to: '2026-02-12' };
const other = '24:6f:28:aa:bb:02';
const { report } = sampleRecord();

const weak: Partial<RecordBody> = {
  mac: other,
  at: '2026-02-12T10:00:00.000Z',
  report: { ...report, outcome: 'boot-failed', error: { code: 'engine.boot-failed', params: { finding: 'brownout' } } },
};

const aside: UnrecordedUnit = {
  at: '2026-02-12T11:00:00.000Z',
  operator: 'J. Okafor',
  port: '/dev/ttyUSB3',
  mac: '24:6f:28:aa:bb:03',
  end: 'set-aside',
  code: 'plan.unknown-product',
  params: { wanted: 'hearth-speaker', mayConfirm: false },
};

async function shift(bodies: readonly RecordBody[], unrecorded: readonly UnrecordedUnit[] = []): Promise<Shift> {
  return shiftOf(span, (await chainOf(bodies)).map(summarizeRecord), unrecorded);
}

describe('a shift', () => {
  it('counts every unit once, by the last that happened to it', async () => {
    const again = { ...sampleRecord(weak), report, at: '2026-02-12T12:00:00.000Z' };
    const first = await shift([sampleRecord(), sampleRecord(weak)], [aside]);
    expect(countShift(first)).toEqual({ units: 3, recovered: 1, setAside: 1, failed: 1 });
    const whole = await shift([sampleRecord(), sampleRecord(weak), again], [aside]);
    expect(countShift(whole)).toEqual({ units: 3, recovered: 2, setAside: 1, failed: 0 });
    expect(whole.operators).toEqual(['J. Okafor']);
    expect(whole.workOrders).toEqual(['RMA-20418']);
  });
});

describe('the shift report', () => {
  it('tells who, how many, every job, and what to do about what went wrong', async () => {
    const jobs = [sampleRecord({ serial: 'SN-4711' }), sampleRecord(weak)];
    const page = renderShiftReport(await shift(jobs, [aside]), englishTexts);
    for (const part of ['bench-3', 'J. Okafor', 'RMA-20418', 'SN-4711', other, '1.4.2 → 2.0.0', 'Did not start']) {
      expect(page).toContain(part);
    }
    expect(page).toContain('<code>engine.boot-failed</code> × 1');
    expect(page).toContain('<code>plan.unknown-product</code> × 1');
    expect(page).toContain('/dev/ttyUSB3');
    expect(page).not.toMatch(/shift\.|field\.|\{\{/);
    expect(page).not.toContain('Simulated units');
  });

  it('says so where a unit was simulated, and where nothing was done', async () => {
    expect(renderShiftReport(await shift([sampleSimulatedRecord()]), englishTexts)).toContain('Simulated units');
    expect(renderShiftReport(await shift([]), englishTexts)).toContain('No job was recorded');
  });

  it('is one file that loads nothing, with the one style sheet that it allows', async () => {
    const page = renderShiftReport(await shift([sampleRecord()]), englishTexts);
    const [style = '', ...more] = [...page.matchAll(/<style>(.*?)<\/style>/gs)].map((match) => match[1]);
    expect(more).toEqual([]);
    expect(page).toContain(`style-src &#39;sha256-${createHash('sha256').update(style).digest('base64')}&#39;; `);
    expect(page).not.toMatch(/<script|<link|<img|src=|url\(|@import|https?:/);
    expect(style).toContain('@page{size:A4');
  });

  it.each(['</td><script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '\u202egnp.exe', '{{mac}}'])(
    'shows %j as text wherever it comes from',
    async (attack) => {
      const hostile = {
        operator: attack,
        workOrder: attack,
        serial: attack,
        mac: attack,
        report: { ...report, error: { code: 'engine.boot-failed', params: { finding: attack } } as const },
      };
      const unit = {
        ...aside,
        operator: attack,
        workOrder: attack,
        port: attack,
        mac: attack,
        serial: attack,
        code: attack,
      };
      const page = renderShiftReport(
        { ...(await shift([sampleRecord(hostile)], [unit])), station: attack, from: attack, to: attack },
        englishTexts,
      );
      const calm = renderShiftReport(await shift([sampleRecord()], [aside]), englishTexts);
      expect(page).not.toMatch(/<script|<img|\u202e/);
      expect(new Set(page.match(/<[a-z][a-z0-9]*/g))).toEqual(new Set(calm.match(/<[a-z][a-z0-9]*/g)));
    },
  );
});

describe('a serial number and a policy in a record', () => {
  it('are read back as they were written, and refused in another shape', async () => {
    const policy = { sha256: 'ab'.repeat(32), signedBy: 'cd'.repeat(32) };
    const [record] = await chainOf([sampleRecord({ serial: 'SN-4711', policy })]);
    expect(parseRecordBody(record?.body)).toMatchObject({ ok: true, value: { serial: 'SN-4711', policy } });
    expect(parseRecordBody({ ...record?.body, serial: 4711 }).ok).toBe(false);
    expect(parseRecordBody({ ...record?.body, policy: { sha256: 'x', signedBy: 'y' } }).ok).toBe(false);
    expect(parseRecordBody({ ...record?.body, policy: 'mine' }).ok).toBe(false);
  });
});
