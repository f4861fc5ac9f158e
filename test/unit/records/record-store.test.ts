import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openRecordStore, type RecordStore } from '../../../electron/adapters/records/record-store.ts';
import { createFileSecrets } from '../../../electron/adapters/store/file-secrets.ts';
import { createFileStore } from '../../../electron/adapters/store/file-store.ts';
import type { ChainedRecord } from '../../../electron/core/records/record.ts';
import { sampleRecord } from '../../support/sample-record.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

function station(root = temporaryFolder()): { root: string; chain: string; records: RecordStore } {
  const store = createFileStore(join(root, 'data'));
  return {
    root,
    chain: join(root, 'data/records/chain.jsonl'),
    records: openRecordStore(store, createFileSecrets(join(root, 'secrets'))),
  };
}

async function all(records: RecordStore): Promise<ChainedRecord[]> {
  const found: ChainedRecord[] = [];
  for await (const record of records.records()) found.push(record);
  return found;
}

describe('record store', () => {
  it('starts empty, and verifies', async () => {
    const { records } = station();
    expect(await all(records)).toEqual([]);
    expect((await records.verify()).problem).toBeUndefined();
    expect(await records.search({})).toEqual([]);
    expect(await records.find(1)).toBeUndefined();
  });

  it('appends signed records that a new program verifies and reads back', async () => {
    const { root, records } = station();
    const written = [await records.append(sampleRecord({ id: 'a' })), await records.append(sampleRecord({ id: 'b' }))];
    const later = station(root).records;
    expect(await all(later)).toEqual(written);
    expect(written.map(({ sequence }) => sequence)).toEqual([1, 2]);
    expect(await later.verify()).toMatchObject({ head: { sequence: 2, hash: written[1]?.hash }, problem: undefined });
  });

  it('keeps one chain when programs append at the same time', async () => {
    const { root } = station();
    await Promise.all([1, 2, 3, 4, 5, 6].map((id) => station(root).records.append(sampleRecord({ id: String(id) }))));
    const { records } = station(root);
    expect((await all(records)).map(({ body }) => body.id).sort()).toEqual(['1', '2', '3', '4', '5', '6']);
    expect((await records.verify()).problem).toBeUndefined();
  });

  it('lets another station verify with this station’s public key, and not without it', async () => {
    const { chain, records } = station();
    await records.append(sampleRecord());
    const other = station();
    await other.records.append(sampleRecord());
    rmSync(join(other.root, 'data/records/head.json'));
    writeFileSync(other.chain, readFileSync(chain));
    expect((await other.records.verify()).problem).toMatchObject({ code: 'record.bad-signature', sequence: 1 });
    expect((await other.records.verify([await records.publicKey()])).problem).toBeUndefined();
  });

  it('goes on after a power cut at any byte of the last line, and keeps the torn bytes', async () => {
    const { root, chain, records } = station();
    await records.append(sampleRecord({ id: 'first' }));
    const whole = readFileSync(chain);
    const head = readFileSync(join(root, 'data/records/head.json'));
    await records.append(sampleRecord({ id: 'second' }));
    const both = readFileSync(chain);
    for (let cut = whole.length; cut <= both.length; cut += 97) {
      writeFileSync(chain, both.subarray(0, cut));
      writeFileSync(join(root, 'data/records/head.json'), head);
      const next = await records.append(sampleRecord({ id: 'third' }));
      expect(next.sequence, `cut at ${cut}`).toBe(2);
      expect((await all(records)).map(({ body }) => body.id)).toEqual(['first', 'third']);
      expect((await records.verify()).problem).toBeUndefined();
      const torn = join(root, 'data/records/torn-2.txt');
      if (cut > whole.length) expect(readFileSync(torn)).toEqual(both.subarray(whole.length, cut));
      rmSync(torn, { force: true });
    }
  });

  it('takes over a record whose line was complete when the power went', async () => {
    const { root, records } = station();
    await records.append(sampleRecord({ id: 'first' }));
    const head = readFileSync(join(root, 'data/records/head.json'));
    await records.append(sampleRecord({ id: 'second' }));
    writeFileSync(join(root, 'data/records/head.json'), head);
    expect((await records.append(sampleRecord({ id: 'third' }))).sequence).toBe(3);
    expect((await records.verify()).problem).toBeUndefined();
  });

  it('notices records that were cut off at the end, and writes nothing behind a broken chain', async () => {
    const { chain, records } = station();
    await records.append(sampleRecord({ id: 'first' }));
    const { length } = readFileSync(chain);
    await records.append(sampleRecord({ id: 'second' }));
    truncateSync(chain, length);
    expect((await records.verify()).problem).toEqual({ code: 'record.chain-broken', sequence: 2, reason: 'missing' });
    await expect(records.append(sampleRecord({ id: 'third' }))).rejects.toMatchObject({ code: 'record.chain-broken' });
    expect(readFileSync(chain)).toHaveLength(length);
  });

  it('names the line that cannot be read', async () => {
    const { chain, records } = station();
    await records.append(sampleRecord());
    writeFileSync(chain, `${readFileSync(chain, 'utf8')}{"sequence":2}\n`);
    await expect(all(records)).rejects.toMatchObject({ code: 'record.unreadable', params: { sequence: 2 } });
  });
});

describe('record search', () => {
  async function stationWithRecords() {
    const made = station();
    for (const [id, mac, operator, at] of [
      ['1', '24:6f:28:aa:bb:01', 'Ada', '2026-01-30T08:00:00.000Z'],
      ['2', '24:6f:28:aa:bb:02', 'Bo', '2026-02-01T00:00:00.000Z'],
      ['3', '24:6f:28:aa:bb:01', "O'Neil; DROP TABLE records;--", '2026-02-28T23:59:59.999Z'],
    ] as const) {
      await made.records.append(sampleRecord({ id, mac, operator, at, workOrder: `RMA-10${id} 100%_ÄÖ` }));
    }
    return made;
  }

  const queries = [
    [{}, [1, 2, 3]],
    [{ mac: '24:6F:28:AA:BB:01' }, [1, 3]],
    [{ mac: '246f28aabb02' }, [2]],
    [{ mac: '24:6f' }, [1, 2, 3]],
    [{ operator: 'ada' }, [1]],
    [{ operator: "O'Neil; DROP TABLE records;--" }, [3]],
    [{ outcome: 'recovered' }, [1, 2, 3]],
    [{ outcome: 'failed' }, []],
    [{ from: '2026-02' }, [2, 3]],
    [{ to: '2026-02' }, [1, 2, 3]],
    [{ to: '2026-01' }, [1]],
    [{ from: '2026-02-01', to: '2026-02-01' }, [2]],
    [{ text: 'rma-102' }, [2]],
    [{ text: '100%_äö' }, [1, 2, 3]],
    [{ text: '%', operator: 'Bo' }, [2]],
    [{ text: "' OR 1=1 --" }, []],
    [{ text: 'hearth', mac: '246f28aabb01', operator: 'Ada' }, [1]],
  ] as const;

  it('finds the same with the index, without it, and with a damaged one', async () => {
    const { root, records } = await stationWithRecords();
    const index = join(root, 'data/records/index.sqlite');
    const answers = async () =>
      Promise.all(queries.map(async ([query]) => (await records.search(query)).map(({ sequence }) => sequence)));
    const expected = queries.map(([, sequences]) => [...sequences]);

    expect(await answers()).toEqual(expected);
    expect(existsSync(index)).toBe(true);
    rmSync(index);
    expect(await answers()).toEqual(expected);
    writeFileSync(index, 'no database at all'.repeat(1000));
    expect(await answers()).toEqual(expected);

    rmSync(index);
    mkdirSync(index);
    writeFileSync(join(index, 'x'), '');
    expect(await answers()).toEqual(expected);
  });

  it('takes in what was appended since, and starts anew for another chain', async () => {
    const { chain, records } = await stationWithRecords();
    expect(await records.search({})).toHaveLength(3);
    await records.append(sampleRecord({ id: '4', operator: 'Cy' }));
    expect((await records.search({ operator: 'Cy' })).map(({ sequence }) => sequence)).toEqual([4]);

    const other = station();
    await other.records.append(sampleRecord({ id: 'other', operator: 'Di' }));
    writeFileSync(chain, readFileSync(other.chain));
    expect((await records.search({})).map(({ id }) => id)).toEqual(['other']);
  });

  it('finds a record by its number', async () => {
    const { records } = await stationWithRecords();
    expect((await records.find(2))?.body.operator).toBe('Bo');
    expect(await records.find(9)).toBeUndefined();
  });

  it('prints no notice of SQLite being experimental, and swallows no other warning', () => {
    const script = `
      import { loadSqlite } from './electron/adapters/records/load-sqlite.ts';
      if (loadSqlite()?.DatabaseSync === undefined) throw new Error('no SQLite');
      process.emitWarning('something else');`;
    const { stderr } = runNode(script);
    expect(stderr).not.toContain('SQLite');
    expect(stderr).toContain('something else');
  });
});

function runNode(script: string): { stderr: string } {
  const stderr = execFileSync(
    process.execPath,
    ['--input-type=module', '-e', `process.stderr.write = (text) => process.stdout.write(text); ${script}`],
    { encoding: 'utf8' },
  );
  return { stderr };
}
