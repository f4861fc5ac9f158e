import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeRecordLine, parseRecordLine } from '../../../electron/core/records/record-line.ts';
import { parseRecordBody } from '../../../electron/core/records/record-schema.ts';
import { summarizeRecord } from '../../../electron/core/records/record-summary.ts';
import { chainOf } from '../../support/record-chain.ts';
import { sampleRecord } from '../../support/sample-record.ts';

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('record schema', () => {
  it('reads what this version writes', () => {
    expect(parseRecordBody(asJson(sampleRecord()))).toEqual({ ok: true, value: asJson(sampleRecord()) });
  });

  it('reads a record without what may be missing', () => {
    const { report } = sampleRecord();
    const failed = {
      ...report,
      outcome: 'failed',
      error: { code: 'link.lost', params: { offset: 4096 } },
      factsAfter: undefined,
      verdictAfter: undefined,
      preservedIntact: undefined,
      backupId: undefined,
    };
    const body = asJson({ ...sampleRecord(), workOrder: undefined, verdictBefore: undefined, report: failed });
    expect(parseRecordBody(body).ok).toBe(true);
  });

  it('keeps members and codes that a newer version added', () => {
    const body = { ...sampleRecord(), region: 'EU', report: { ...sampleRecord().report, outcome: 'recovered-later' } };
    expect(parseRecordBody(asJson(body))).toMatchObject({
      ok: true,
      value: { region: 'EU', report: { outcome: 'recovered-later' } },
    });
  });

  it('refuses another major version and members of the wrong kind', () => {
    for (const change of [{ schema: 2 }, { mac: 7 }, { report: {} }, { factsBefore: null }, { plan: [] }]) {
      expect(parseRecordBody(asJson({ ...sampleRecord(), ...change })).ok).toBe(false);
    }
  });

  it('refuses or reads any damaged body, and what it reads can be summarized', async () => {
    const [record] = await chainOf([sampleRecord()]);
    if (record === undefined) return expect.unreachable();
    const line = new TextDecoder().decode(encodeRecordLine(record)).trimEnd();
    fc.assert(
      fc.property(fc.nat(line.length - 1), fc.string({ maxLength: 3 }), (at, replacement) => {
        const bytes = new TextEncoder().encode(line.slice(0, at) + replacement + line.slice(at + 1));
        const envelope = parseRecordLine(bytes);
        if (!envelope.ok) return;
        const body = parseRecordBody(envelope.value.body);
        if (body.ok) summarizeRecord({ ...envelope.value, body: body.value });
      }),
      { numRuns: 500 },
    );
  });
});
