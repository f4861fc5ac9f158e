import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openRecordStore } from '../../../electron/adapters/records/record-store.ts';
import { createFileSecrets } from '../../../electron/adapters/store/file-secrets.ts';
import { createFileStore } from '../../../electron/adapters/store/file-store.ts';
import { credentialsOutcomes } from '../../../electron/core/records/credentials-entry.ts';
import { exportCsv } from '../../../electron/core/records/export-csv.ts';
import { parseAnyBody } from '../../../electron/core/records/record-schema.ts';
import { renderReportHtml } from '../../../electron/core/records/report-html.ts';
import { shiftOf } from '../../../electron/core/records/shift.ts';
import { chainOf } from '../../support/record-chain.ts';
import { englishTexts } from '../../support/report-texts.ts';
import { sampleCredentials } from '../../support/sample-credentials.ts';
import { sampleRecord } from '../../support/sample-record.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

function station() {
  const root = temporaryFolder();
  const records = openRecordStore(createFileStore(join(root, 'data')), createFileSecrets(join(root, 'secrets')));
  return { records, chain: join(root, 'data/records/chain.jsonl') };
}

describe('a record of credentials', () => {
  it('stands in one chain with those of jobs, is found with them, and notices a change', async () => {
    const { records, chain } = station();
    await records.append(sampleRecord());
    await records.append(sampleCredentials());
    await records.append(sampleRecord({ id: 'later' }));
    expect(await records.verify()).toMatchObject({ head: { sequence: 3 }, problem: undefined });
    const found = await records.search({ mac: '24:6f:28:aa:bb:01' });
    expect(found.map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ['job', 'recovered'],
      ['credentials', 'network-connected'],
      ['job', 'recovered'],
    ]);
    expect((await records.search({ outcome: 'network-connected' })).map(({ sequence }) => sequence)).toEqual([2]);
    expect((await records.find(2))?.body).toEqual(sampleCredentials());
    writeFileSync(chain, readFileSync(chain, 'utf8').replace('network-connected', 'network-not-found'));
    expect((await records.verify()).problem).toMatchObject({ code: 'record.chain-broken', sequence: 2 });
  });

  it('is a line of the CSV file with its own columns', async () => {
    const lines: string[] = [];
    const chain = [...(await chainOf([sampleRecord()])), ...(await chainOf([sampleCredentials({ mac: undefined })]))];
    const each = (async function* () {
      yield* chain;
    })();
    for await (const line of exportCsv(each)) lines.push(line.trimEnd());
    const [header = [], job = [], credentials = []] = lines.map((line) => line.split(','));
    expect([job.length, credentials.length]).toEqual([header.length, header.length]);
    const row = Object.fromEntries(header.map((name, index) => [name, credentials[index]]));
    expect(row).toMatchObject({ kind: 'credentials', channel: 'ble', target: 'ble:24:6f:28:aa:bb:03', mac: '' });
    expect(row).toMatchObject({ operator: 'ada', outcome: 'network-connected', versionTarget: '', planHash: '' });
  });

  it.each(credentialsOutcomes)('has a page of its own: %s', async (outcome) => {
    const page = renderReportHtml(await chainOf([sampleCredentials({ outcome, operator: '<b>ada' })]), englishTexts);
    expect(page).toContain('both are the customer');
    expect(page).toContain('&lt;b&gt;ada');
    expect(page).not.toContain(`>${outcome}<`);
    expect(page).not.toContain('undefined');
  });

  it('counts for no job of a shift', async () => {
    const { records } = station();
    await records.append(sampleCredentials());
    const shift = shiftOf({ station: 's', from: '2026', to: '2027' }, await records.search({}), []);
    expect([shift.records, shift.operators]).toEqual([[], []]);
  });

  it('is told from what this version does not know', () => {
    expect(parseAnyBody(sampleCredentials()).ok).toBe(true);
    expect(parseAnyBody({ ...sampleCredentials(), kind: 'else' }).ok).toBe(false);
    expect(parseAnyBody({ ...sampleRecord(), kind: 'credentials' }).ok).toBe(false);
    expect(parseAnyBody(sampleRecord()).ok).toBe(true);
  });
});
