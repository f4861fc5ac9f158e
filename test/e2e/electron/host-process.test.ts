import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { describeInElectron } from '../../support/electron-runtime/describe-electron.ts';
import { startAgain } from '../../support/electron-runtime/launch.ts';
import { appUnderTest } from './stand-in/app-under-test.ts';
import { answerDialogs, shownDialogs } from './stand-in/dialogs.ts';
import { callBridge, heard, say } from './stand-in/in-page.ts';

await describeInElectron('the device host beside the window', (runtime) => {
  const running = appUnderTest(runtime);

  it('speaks with the page over a port, from a process of its own', async () => {
    const { app, page } = running();
    await say(page, 'echo hello');
    const { echo, pid } = await heard(page, 'echo');
    expect(echo).toBe('hello');
    expect(pid).not.toBe(app.process().pid);
  });

  it('is started again when it dies, and the page gets another lane', async () => {
    const { page } = running();
    await say(page, 'echo before');
    const before = await heard(page, 'echo');
    await say(page, 'die');
    await page.waitForFunction(() => document.getElementById('lane')?.textContent === 'open 2');
    await say(page, 'echo after');
    const after = await heard(page, 'echo', 3);
    expect(after.pid).not.toBe(before.pid);
    expect(page.url()).toBe('app://unstrand/');
  });

  it('gets a helper that main forked, and learns of its end', async () => {
    const { page } = running();
    await say(page, 'helper');
    expect(await heard(page, 'fromHelper')).toEqual({ fromHelper: { heard: 'hello' } });
    expect(await heard(page, 'helperEnded')).toEqual({ helperEnded: true });
  });

  it('keeps the window open while it works on a unit, unless a person insists', async () => {
    const { app, page } = running();
    const close = (): Promise<void> =>
      app.evaluate(({ BrowserWindow }) => {
        for (const window of BrowserWindow.getAllWindows()) window.close();
      });
    await say(page, 'work');
    await answerDialogs(app, 0);
    const asked = async (): Promise<number> => {
      await close();
      return (await shownDialogs(app)).length;
    };
    await expect.poll(asked).toBeGreaterThan(0);
    expect(app.windows()).toHaveLength(1);
    expect((await shownDialogs(app))[0]).toMatchObject({ defaultId: 0, cancelId: 0 });
    expect(await callBridge(page, 'installUpdate', {})).toEqual({
      ok: false,
      error: expect.objectContaining({ code: 'app.job-runs', params: { running: 1 } }),
    });
    await say(page, 'rest');
  });

  it('is one: a second start shows the first one and ends', async () => {
    const { app, launch } = running();
    await startAgain(launch);
    expect(app.windows()).toHaveLength(1);
  });

  it('logs what happened to processes, as JSON lines', async () => {
    const folder = await running().app.evaluate(({ app }) => app.getPath('logs'));
    const lines = readFileSync(`${folder}/shell.jsonl`, 'utf8').trim().split('\n');
    const events = lines.map((line): unknown => JSON.parse(line));
    expect(events).toContainEqual(expect.objectContaining({ event: 'started', version: '0.1.0' }));
    expect(events).toContainEqual(expect.objectContaining({ event: 'host-ended', exitCode: 7 }));
  });
});
