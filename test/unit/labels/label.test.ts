import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadTexts, type Texts } from '../../../electron/cli/texts.ts';
import { type LabelContent, renderLabel } from '../../../electron/core/labels/label.ts';
import { labelOfRecord } from '../../../electron/core/labels/label-of-record.ts';
import { drawSymbol } from '../../../electron/core/labels/symbol.ts';
import type { RecordBody } from '../../../electron/core/records/record.ts';
import { seed } from '../../../electron/sim/units/seed.ts';
import { seedRelease } from '../../../electron/sim/units/seed-release.ts';
import { sampleRecord, sampleSimulatedRecord } from '../../support/sample-record.ts';
import { chainFile, enrolVendor, newStation, plugInNew, readText, signedRelease } from '../../support/station.ts';

const types = ['code128', 'qr', 'datamatrix'] as const;
const content: LabelContent = {
  product: 'Seed Radio',
  version: '2.0.0',
  mac: '24:6f:28:aa:bb:01',
  serial: undefined,
  date: '2026-11-24T12:00:00.000Z',
  workOrder: 'WO-4711',
  notes: [],
};

let texts: Texts;
beforeAll(async () => {
  texts = await loadTexts();
});

describe('label', () => {
  it.each(types)('%s: says everything in millimetres, and keeps its quiet zone', (type) => {
    const svg = renderLabel({ ...content, serial: 'SR-1' }, type, texts);
    expect(svg).toContain('viewBox="0 0 62 29" width="62mm" height="29mm"');
    for (const words of [
      'Seed Radio',
      'Version 2.0.0',
      '2026-11-24',
      'MAC 24:6f:28:aa:bb:01',
      'S/N SR-1',
      'Order WO-4711',
    ]) {
      expect(svg).toContain(`>${words}<`);
    }
    const [, x = 0, module = 0] = (/translate\(([\d.]+) [\d.]+\) scale\(([\d.]+)/.exec(svg) ?? []).map(Number);
    const { width, quietZone } = drawSymbol(type, 'SR-1');
    expect(x / module).toBeGreaterThanOrEqual(quietZone - 0.05);
    expect(type === 'code128' ? (62 - x) / module - width : quietZone).toBeGreaterThanOrEqual(quietZone - 0.05);
  });

  it('says aloud what nobody may overlook', () => {
    for (const type of types) {
      const svg = renderLabel({ ...content, version: undefined, notes: ['simulated', 'not-recovered'] }, type, texts);
      expect(svg).toContain('SIMULATED · NOT RECOVERED');
      expect(svg).not.toContain('Version');
    }
  });

  it('is one well-formed picture, whatever names say', () => {
    const hostile = fc.string({ unit: 'binary', maxLength: 60 });
    fc.assert(
      fc.property(hostile, hostile, hostile, fc.constantFrom(...types), (product, version, workOrder, type) => {
        const svg = renderLabel({ ...content, product, version, workOrder }, type, texts);
        expect(svg.match(/<(?!\/?(?:svg|title|rect|path|text)[ >])/g)).toBeNull();
        expect(svg.match(/&(?!(?:amp|lt|gt|quot|#39|#96);)/g)).toBeNull();
        expect(svg).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b]/);
      }),
      { numRuns: 60 },
    );
    expect(renderLabel({ ...content, product: '<script>' }, 'qr', texts)).toContain('>&lt;script&gt;<');
    expect(renderLabel({ ...content, product: 'x'.repeat(1_000_000) }, 'qr', texts).length).toBeLessThan(20_000);
  });

  it.each([
    ['nothing', '', 'sign'],
    ['signs that scanners do not type', 'Größe', 'sign'],
    ['control characters', 'a\u001db', 'sign'],
    ['too much', 'x'.repeat(81), 'length'],
    ['more than this label has room for', 'x'.repeat(60), 'room'],
  ])('takes no code of %s', (_, serial, reason) => {
    expect(() => renderLabel({ ...content, serial }, 'code128', texts)).toThrow(
      expect.objectContaining({ code: 'label.unsuitable', params: { reason } }),
    );
  });

  it('has room for the longest code on a QR or Data Matrix label', () => {
    for (const type of ['qr', 'datamatrix'] as const) {
      expect(renderLabel({ ...content, serial: 'x'.repeat(80) }, type, texts)).toContain('<path');
    }
  });
});

describe('label of a record', () => {
  const record = (body: RecordBody) => ({ sequence: 1, previous: '', hash: '', signature: '', body });

  it('says the version that was seen to run', () => {
    expect(labelOfRecord(record(sampleRecord()), 'SR-1')).toEqual({
      product: sampleRecord().plan.release.product,
      version: '2.0.0',
      mac: '24:6f:28:aa:bb:01',
      serial: 'SR-1',
      date: '2026-02-12T09:16:31.480Z',
      workOrder: 'RMA-20418',
      notes: [],
    });
  });

  it('is marked where the unit is simulated or not recovered, and then says no version', () => {
    const simulated = sampleSimulatedRecord();
    const failed = { ...simulated, report: { ...simulated.report, outcome: 'boot-failed' as const } };
    expect(labelOfRecord(record(simulated)).notes).toEqual(['simulated']);
    expect(labelOfRecord(record(failed))).toMatchObject({
      version: undefined,
      notes: ['simulated', 'not-recovered'],
    });
  });
});

it('is printed of a recovered unit, and never replaces a file', async () => {
  const station = newStation();
  const { port } = plugInNew(await seed({ size: 'tiny' }));
  const release = await signedRelease(station, seedRelease({ size: 'tiny' }), await enrolVendor(station));
  const recover = ['recover', '--port', port, '--release', release, '--chain', chainFile(station, 'moved')];
  expect((await station.run(...recover)).exit).toBe(0);
  const out = station.path('label.svg');
  const label = ['label', '--record', '1', '--type', 'datamatrix', '--size', '50x30', '--out', out];
  const { exit, document } = await station.json<{ path: string }>(...label);
  expect([exit, document]).toEqual([0, { schema: 1, record: 1, path: out }]);
  const svg = readText(out);
  for (const words of ['seed-radio', 'SIMULATED', 'Version 2.0.0', 'MAC 24:6f:28:aa:bb:01']) {
    expect(svg).toContain(`>${words}<`);
  }
  expect((await station.run(...label)).exit).toBe(2);
  expect((await station.run('label', '--size', '9x9')).exit).toBe(2);
});

it('is only made of a record that there is', async () => {
  for (const choice of [[], ['--record', '3'], ['--record', 'ff00ff00ff00ff00']]) {
    const { exit, document } = await newStation().json<{ error: { code: string } }>('label', ...choice);
    expect([exit, document.error.code]).toEqual([2, 'label.no-record']);
  }
});
