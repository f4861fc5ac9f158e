import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataFolders } from '../../../electron/adapters/store/data-folder.ts';
import { createFileSecrets, secretOnce } from '../../../electron/adapters/store/file-secrets.ts';
import { createFileStore } from '../../../electron/adapters/store/file-store.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe('file secrets', () => {
  it('keeps a secret for its owner alone', async () => {
    const folder = join(temporaryFolder(), 'secrets');
    const secrets = createFileSecrets(folder);
    expect(await secrets.get('station')).toBeUndefined();
    await secrets.set('station', 'AGE-SECRET-KEY-1');
    expect(await createFileSecrets(folder).get('station')).toBe('AGE-SECRET-KEY-1');
    if (process.platform !== 'win32') {
      expect(statSync(folder).mode & 0o777).toBe(0o700);
      expect(statSync(join(folder, 'station')).mode & 0o777).toBe(0o600);
    }
  });

  it('makes a secret once, however many ask at the same time', async () => {
    const root = temporaryFolder();
    let made = 0;
    const ask = () =>
      secretOnce(createFileStore(join(root, 'data')), createFileSecrets(join(root, 'secrets')), 'station', async () =>
        String(++made),
      );
    expect(new Set(await Promise.all([ask(), ask(), ask(), ask()]))).toEqual(new Set(['1']));
    expect(await ask()).toBe('1');
  });
});

describe('data folders', () => {
  it('keeps secrets apart from the data that they open', () => {
    for (const env of [{}, { UNSTRAND_HOME: '/srv/unstrand' }]) {
      const { data, secrets } = dataFolders(env);
      expect(secrets.startsWith(`${data}/`)).toBe(false);
    }
  });

  it('can be moved as a whole', () => {
    const root = temporaryFolder();
    expect(dataFolders({ UNSTRAND_HOME: root })).toEqual({
      data: join(root, 'data'),
      secrets: join(root, 'secrets'),
      logs: join(root, 'logs'),
    });
    expect(dataFolders({ UNSTRAND_HOME: '' })).toEqual(dataFolders({}));
  });
});
