import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { expect, it } from 'vitest';
import { describeInElectron } from '../../support/electron-runtime/describe-electron.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { appUnderTest } from './stand-in/app-under-test.ts';

/** Lets the page collect the files that it is told of. */
function listen(page: Page): Promise<void> {
  return page.evaluate(() => {
    const files: unknown[] = [];
    Object.assign(globalThis, { files });
    Reflect.get(globalThis, 'unstrand').onFile((file: unknown) => files.push(file));
  });
}

await describeInElectron('a file that is opened with the app', (runtime) => {
  const running = appUnderTest(runtime);
  const files = () => running().page.evaluate(() => Reflect.get(globalThis, 'files'));

  it('reaches the page from a second instance and from macOS, before and after it listens', async () => {
    const { app, page } = running();
    const folder = temporaryFolder();
    // The app runs as another user than the test.
    chmodSync(folder, 0o755);
    for (const name of ['a.unstrand', 'b.unstrand-profile', 'c.txt']) writeFileSync(join(folder, name), name);
    const secondInstance = (name: string) =>
      app.evaluate(({ app: own }, [at, word]) => own.emit('second-instance', {}, ['app', word], at), [folder, name]);
    await secondInstance('a.unstrand');
    await listen(page);
    const first = { ok: true, name: 'a.unstrand', file: btoa('a.unstrand') };
    await expect.poll(files).toEqual([first]);
    await secondInstance('c.txt');
    const path = join(folder, 'b.unstrand-profile');
    await app.evaluate(({ app: own }, opened) => own.emit('open-file', { preventDefault() {} }, opened), path);
    await expect
      .poll(files)
      .toEqual([first, { ok: true, name: 'b.unstrand-profile', file: btoa('b.unstrand-profile') }]);
  });
});
