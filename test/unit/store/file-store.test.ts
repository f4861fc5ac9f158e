import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFileStore, maxFileBytes } from '../../../electron/adapters/store/file-store.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const mode = (path: string): number => statSync(path).mode & 0o777;
/** Windows has no such rights: there the profile folder protects. */
const hasRights = process.platform !== 'win32';

describe('file store', () => {
  it('reads back what it replaced and appended', async () => {
    const store = createFileStore(join(temporaryFolder(), 'data'));
    await store.replace('records/head.json', bytes('one'));
    await store.replace('records/head.json', bytes('two'));
    await store.append('records/chain.jsonl', bytes('a\n'));
    await store.append('records/chain.jsonl', bytes('b\n'));
    expect(await store.read('records/head.json')).toEqual(bytes('two'));
    expect(await store.read('records/chain.jsonl')).toEqual(bytes('a\nb\n'));
    expect(await store.size('records/chain.jsonl')).toBe(4);
  });

  it('answers undefined, nothing and zero for what is not there', async () => {
    const store = createFileStore(temporaryFolder());
    expect(await store.read('missing')).toBeUndefined();
    expect(await store.list('missing')).toEqual([]);
    expect(await store.size('missing')).toBe(0);
    await store.remove('missing');
  });

  it('gives files and folders to their owner alone, also a folder that was open to others', async () => {
    const root = join(temporaryFolder(), 'data');
    mkdirSync(root);
    chmodSync(root, 0o755);
    const store = createFileStore(root);
    await store.replace('keys/ring.json', bytes('x'));
    await store.append('jobs/one.jsonl', bytes('x'));
    if (!hasRights) return expect(await store.list('keys')).toEqual(['keys/ring.json']);
    expect([root, join(root, 'keys'), join(root, 'jobs')].map(mode)).toEqual([0o700, 0o700, 0o700]);
    expect([join(root, 'keys/ring.json'), join(root, 'jobs/one.jsonl')].map(mode)).toEqual([0o600, 0o600]);
  });

  it('leaves the old content and no remains when new content fails to come', async () => {
    const root = temporaryFolder();
    const store = createFileStore(root);
    await store.replace('file', bytes('old'));
    const broken = (async function* () {
      yield bytes('half');
      throw new Error('the link broke');
    })();
    await expect(store.replaceFrom('file', broken)).rejects.toThrow('the link broke');
    expect(await store.read('file')).toEqual(bytes('old'));
    expect(readdirSync(root)).toEqual(['file']);
  });

  it('lists full names below a folder, sorted, without files that are being written', async () => {
    const root = temporaryFolder();
    const store = createFileStore(root);
    for (const name of ['jobs/b.jsonl', 'jobs/a/1.json', 'other/x']) await store.replace(name, bytes('x'));
    writeFileSync(join(root, 'jobs/.b.jsonl.123.tmp'), 'torn');
    expect(await store.list('jobs')).toEqual(['jobs/a/1.json', 'jobs/b.jsonl']);
  });

  it('streams from a position and cuts a file', async () => {
    const store = createFileStore(temporaryFolder());
    await store.replace('file', bytes('0123456789'));
    let text = '';
    for await (const chunk of store.stream('file', 4)) text += new TextDecoder().decode(chunk);
    expect(text).toBe('456789');
    await store.truncate('file', 3);
    expect(await store.read('file')).toEqual(bytes('012'));
  });

  it('removes a file', async () => {
    const root = temporaryFolder();
    const store = createFileStore(root);
    await store.replace('file', bytes('x'));
    await store.remove('file');
    expect(existsSync(join(root, 'file'))).toBe(false);
  });

  it('names the code and the reason when the disk refuses', async () => {
    const root = temporaryFolder();
    writeFileSync(join(root, 'blocked'), '');
    const store = createFileStore(root);
    await expect(store.replace('blocked/file', bytes('x'))).rejects.toMatchObject({
      code: 'store.write-failed',
      params: { name: 'blocked/file' },
    });
    mkdirSync(join(root, 'folder'));
    await expect(store.read('folder')).rejects.toMatchObject({ code: 'file.unreadable', params: { reason: 'EISDIR' } });
    await expect(async () => {
      for await (const _ of store.stream('missing')) expect.unreachable();
    }).rejects.toMatchObject({ code: 'file.unreadable', params: { reason: 'ENOENT' } });
  });

  it('does not read a file into memory that is larger than anything of ours', async () => {
    const root = temporaryFolder();
    writeFileSync(join(root, 'huge'), '');
    truncateSync(join(root, 'huge'), maxFileBytes + 1);
    await expect(createFileStore(root).read('huge')).rejects.toMatchObject({ code: 'file.too-large' });
  });

  it('never leaves its folder, whatever the name', async () => {
    const root = temporaryFolder();
    const store = createFileStore(join(root, 'data'));
    for (const name of [
      '../x',
      'a/../../x',
      '/etc/passwd',
      '',
      'a//b',
      '.',
      '..',
      'a/..',
      'C:\\x',
      'A',
      'a\0b',
      '.hidden',
    ]) {
      await expect(async () => store.replace(name, bytes('x')), name).rejects.toThrow(RangeError);
      await expect(async () => store.read(name), name).rejects.toThrow(RangeError);
    }
    expect(readdirSync(root)).toEqual([]);
  });

  it('keeps any text as a name inside its folder, or refuses it', async () => {
    const root = temporaryFolder();
    const store = createFileStore(join(root, 'data'));
    await fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[a-z./-]{1,12}$/)), (name) => {
        try {
          return store.path(name).startsWith(join(root, 'data', '/'));
        } catch (error) {
          return error instanceof RangeError;
        }
      }),
    );
  });

  it('keeps every line when two writers append at once', async () => {
    const root = temporaryFolder();
    const stores = [createFileStore(root), createFileStore(root)];
    await Promise.all(
      Array.from({ length: 40 }, (_, i) => stores[i % 2]?.append('log', bytes(`${String(i).padStart(60, '.')}\n`))),
    );
    const lines = readFileSync(join(root, 'log'), 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => Number(line.replaceAll('.', ''))).sort((a, b) => a - b)).toEqual([...Array(40).keys()]);
  });
});
