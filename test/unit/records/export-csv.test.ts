import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exportCsv } from '../../../electron/core/records/export-csv.ts';
import type { RecordBody } from '../../../electron/core/records/record.ts';
import { chainOf } from '../../support/record-chain.ts';
import { sampleRecord } from '../../support/sample-record.ts';

async function csvOf(...bodies: RecordBody[]): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of exportCsv(eachOf(await chainOf(bodies)))) lines.push(line);
  return lines;
}

async function* eachOf<T>(values: readonly T[]): AsyncIterable<T> {
  yield* values;
}

/** A reader of RFC 4180 that knows nothing of the writer. */
function parseCsvLine(line: string): string[] {
  const fields = line.replace(/\r\n$/, '').match(/(?<=^|,)(?:"(?:[^"]|"")*"|[^",]*)(?=,|$)/g) ?? [];
  return fields.map((field) => (field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field));
}

describe('CSV export', () => {
  it('gives a header and one line a record', async () => {
    const [header, line, ...rest] = await csvOf(sampleRecord());
    const row = Object.fromEntries(parseCsvLine(header ?? '').map((name, i) => [name, parseCsvLine(line ?? '')[i]]));
    expect(rest).toEqual([]);
    expect(row).toMatchObject({
      sequence: '1',
      mac: '24:6f:28:aa:bb:01',
      versionBefore: '1.4.2',
      versionTarget: '2.0.0',
      versionAfter: '2.0.0',
      verdictBefore: 'stranded',
      verdictAfter: 'reachable',
      outcome: 'recovered',
      preservedIntact: 'true',
      durationMs: '85300',
      errorCode: '',
    });
  });

  it('leaves empty what a record does not know', async () => {
    const [, line] = await csvOf(sampleRecord({ workOrder: undefined, verdictBefore: undefined }));
    expect(line).not.toContain('undefined');
  });

  it('lets no field run as a formula, whatever an operator or a unit is called', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(fc.constantFrom('=', '+', '-', '@', '\t', '\r', '"', ' ', 'x'), fc.string()),
        async (parts) => {
          const operator = parts.join('');
          const [header = '', line = ''] = await csvOf(sampleRecord({ operator }));
          const fields = parseCsvLine(line);
          expect(fields).toHaveLength(parseCsvLine(header).length);
          expect(fields.filter((field) => /^[=+\-@\t\r]/.test(field))).toEqual([]);
          expect(fields[4]?.replace(/^'(?=[=+\-@\t\r])/, '')).toBe(operator);
        },
      ),
    );
  });
});
