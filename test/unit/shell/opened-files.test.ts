import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileChannel } from '../../../electron/contract/channels.ts';
import { maxVendorFileBytes, openedFile } from '../../../electron/contract/vendor-file.ts';
import { createOpenedFiles, vendorFileIn } from '../../../electron/main/opened-files.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

function bench() {
  const folder = temporaryFolder();
  const told: unknown[] = [];
  const state = { destroyed: false };
  const page = {
    isDestroyed: () => state.destroyed,
    send: (channel: string, file: unknown) => void told.push([channel, openedFile.parse(file)]),
  };
  const write = (name: string, text = 'PK') => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  return { folder, told, state, page, write, files: createOpenedFiles('0.1.0') };
}

const file = (name: string, text = 'PK') => ({ ok: true, name, file: Buffer.from(text).toString('base64') });

describe('a file that is opened with the app', () => {
  it('reaches the page that listens, by its name and bytes alone', async () => {
    const { files, page, told, write } = bench();
    files.listen(page);
    await files.open(write('fix.unstrand'));
    await files.open(write('Radio.UNSTRAND-profile', 'more'));
    expect(told).toEqual([
      [fileChannel, file('fix.unstrand')],
      [fileChannel, file('Radio.UNSTRAND-profile', 'more')],
    ]);
  });

  it('waits for the page, the newest only, and is told once', async () => {
    const { files, page, told, state, write } = bench();
    await files.open(write('old.unstrand'));
    await files.open(write('new.unstrand'));
    files.listen(page);
    files.listen(page);
    expect(told).toEqual([[fileChannel, file('new.unstrand')]]);
    state.destroyed = true;
    await files.open(write('later.unstrand'));
    expect(told).toHaveLength(1);
    state.destroyed = false;
    files.listen(page);
    expect(told.at(-1)).toEqual([fileChannel, file('later.unstrand')]);
  });

  it('of another name is never read, and one that cannot be read or is too large says so without its folder', async () => {
    const { files, folder, page, told, write } = bench();
    files.listen(page);
    await files.open(write('id_rsa'));
    await files.open(write('fix.unstrand.exe'));
    expect(told).toEqual([]);
    const large = write('large.unstrand');
    truncateSync(large, maxVendorFileBytes + 1);
    mkdirSync(join(folder, 'folder.unstrand'));
    for (const name of ['large.unstrand', 'folder.unstrand', 'gone.unstrand']) await files.open(join(folder, name));
    expect(told).toMatchObject([
      [fileChannel, { ok: false, error: { code: 'file.too-large', params: { name: 'large.unstrand' } } }],
      [fileChannel, { ok: false, error: { code: 'file.unreadable' } }],
      [
        fileChannel,
        { ok: false, error: { code: 'file.unreadable', params: { name: 'gone.unstrand', reason: 'ENOENT' } } },
      ],
    ]);
    expect(JSON.stringify(told)).not.toContain(folder);
  });
});

describe('a command line', () => {
  it('names the last vendor file on it, and no option is one', () => {
    const named = (...words: string[]) => vendorFileIn(['/opt/unstrand', ...words], '/home/ada');
    expect(named('fix.unstrand')).toBe(resolve('/home/ada/fix.unstrand'));
    expect(named('--sim', 'a.unstrand', '/tmp/b.unstrand-profile', 'c.txt')).toBe(resolve('/tmp/b.unstrand-profile'));
    expect(named('--user-data-dir=x.unstrand', '.')).toBeUndefined();
    expect(vendorFileIn(['/opt/app.unstrand'], '/')).toBeUndefined();
  });
});
