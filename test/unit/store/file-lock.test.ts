import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, rmdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createFileStore } from '../../../electron/adapters/store/file-store.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const mac = '24:6f:28:aa:bb:01';

async function processHoldingLock(folder: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['test/support/hold-lock.ts', folder, mac], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return child;
}

/** As if the time after which a lock is stale had gone by. */
function letLocksAge(folder: string): void {
  const longAgo = new Date(Date.now() - 60_000);
  for (const name of readdirSync(join(folder, 'locks'))) utimesSync(join(folder, 'locks', name), longAgo, longAgo);
}

describe('lock', () => {
  it('is held once, and free after its release', async () => {
    const store = createFileStore(temporaryFolder());
    const lock = await store.lock(mac);
    await expect(store.lock(mac)).rejects.toMatchObject({ code: 'unit.locked', params: { name: mac } });
    await lock.release();
    await (await store.lock(mac)).release();
  });

  it('is one lock for both ways to write a MAC, and another for another unit', async () => {
    const store = createFileStore(temporaryFolder());
    const lock = await store.lock(mac);
    await expect(store.lock(mac.toUpperCase())).rejects.toMatchObject({ code: 'unit.locked' });
    await (await store.lock('24:6f:28:aa:bb:02')).release();
    await lock.release();
  });

  it('may be released twice', async () => {
    const lock = await createFileStore(temporaryFolder()).lock(mac);
    await lock.release();
    await lock.release();
  });

  it('holds against another process and is given back when that process ends', async () => {
    const folder = temporaryFolder();
    const store = createFileStore(folder);
    const child = await processHoldingLock(folder);
    await expect(store.lock(mac)).rejects.toMatchObject({ code: 'unit.locked' });
    child.kill('SIGTERM');
    await once(child, 'exit');
    await (await store.lock(mac)).release();
  });

  it('is taken over from a process that died, once it is stale and not before', async () => {
    const folder = temporaryFolder();
    const store = createFileStore(folder);
    const child = await processHoldingLock(folder);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await expect(store.lock(mac)).rejects.toMatchObject({ code: 'unit.locked' });
    letLocksAge(folder);
    await (await store.lock(mac)).release();
  });

  it('waits where asked, and says that the store is busy when that does not help', async () => {
    const store = createFileStore(temporaryFolder());
    const lock = await store.lock('records');
    await expect(store.lock('records', { waitMs: 100 })).rejects.toMatchObject({ code: 'store.busy' });
    const waiting = store.lock('records', { waitMs: 10_000 });
    await lock.release();
    await (await waiting).release();
  });

  it('tells its holder when it is lost, and does not end the process', async () => {
    const folder = temporaryFolder();
    const lost: string[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    const store = createFileStore(folder, { onLost: (name) => resolve(void lost.push(name)) });
    const lock = await store.lock(mac);
    rmdirSync(join(folder, 'locks', '24-6f-28-aa-bb-01.lock'));
    await promise;
    expect(lost).toEqual([mac]);
    await lock.release();
  });
});
