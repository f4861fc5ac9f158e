import { describe, expect, it } from 'vitest';
import { createUpdates, type UpdateSource } from '../../../electron/main/updates.ts';

function source(change: Partial<UpdateSource> = {}): UpdateSource & { readonly done: string[] } {
  const done: string[] = [];
  return {
    done,
    newer: async () => '1.2.3',
    download: async () => void done.push('download'),
    restart: () => void done.push('restart'),
    ...change,
  };
}

describe('updates', () => {
  it('are installed when nothing runs', async () => {
    const from = source();
    const updates = createUpdates(from, () => 0);
    expect(updates.possible).toBe(true);
    expect(await updates.check()).toBe('1.2.3');
    await updates.install();
    expect(from.done).toEqual(['download', 'restart']);
  });

  it('do not begin while a unit is worked on', async () => {
    const from = source();
    const install = createUpdates(from, () => 2).install();
    await expect(install).rejects.toMatchObject({ code: 'app.job-runs', params: { running: 2 } });
    expect(from.done).toEqual([]);
  });

  it('do not end the app under a job that began during the download', async () => {
    let running = 0;
    const from = source({
      download: async () => {
        running = 1;
      },
    });
    await expect(createUpdates(from, () => running).install()).rejects.toMatchObject({ code: 'app.job-runs' });
    expect(from.done).toEqual([]);
  });

  it('fail with a code, never with what a server wrote', async () => {
    const failure = Object.assign(new Error('<html>secret</html>'), { code: 'ERR_UPDATER_CHANNEL_FILE_NOT_FOUND' });
    const updates = createUpdates(source({ newer: () => Promise.reject(failure) }), () => 0);
    await expect(updates.check()).rejects.toMatchObject({
      code: 'app.update-failed',
      params: { reason: 'ERR_UPDATER_CHANNEL_FILE_NOT_FOUND' },
    });
  });

  it('are not possible without a source', async () => {
    const updates = createUpdates(undefined, () => 0);
    expect(updates.possible).toBe(false);
    expect(await updates.check()).toBeUndefined();
    await expect(updates.install()).rejects.toMatchObject({ code: 'app.update-failed' });
  });
});
