import { readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { describeInElectron } from '../../support/electron-runtime/describe-electron.ts';
import { appUnderTest } from './stand-in/app-under-test.ts';

/** A server on this machine that counts who comes. */
async function countingServer(): Promise<{ url: string; visits: () => number }> {
  let visits = 0;
  const server = createServer((_request, response) => {
    visits += 1;
    response.setHeader('access-control-allow-origin', '*').end('hello');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return { url: `http://127.0.0.1:${port}/`, visits: () => visits };
}

await describeInElectron('the page of the app', (runtime) => {
  const running = appUnderTest(runtime);

  it('runs with the preferences that the unit test asserts', async () => {
    const preferences = await running().app.evaluate(({ webContents }) => {
      // Not in Electron's types: what the window was really made with.
      const [contents = {}] = webContents.getAllWebContents();
      return JSON.parse(JSON.stringify(Reflect.apply(Reflect.get(contents, 'getLastWebPreferences'), contents, [])));
    });
    expect(preferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
    });
  });

  it.runIf(process.platform === 'linux')(
    'is in a sandbox of the kernel: own user namespace, seccomp filter',
    async () => {
      const { app } = running();
      const renderer = await app.evaluate(
        ({ webContents }) => webContents.getAllWebContents()[0]?.getOSProcessId() ?? 0,
      );
      expect(readFileSync(`/proc/${renderer}/status`, 'utf8')).toMatch(/^Seccomp:\s+2$/m);
      const namespaceOf = (id: number | undefined): string => readlinkSync(`/proc/${id}/ns/user`);
      expect(namespaceOf(renderer)).not.toBe(namespaceOf(app.process().pid));
    },
  );

  it('has no Node and nothing of Electron, only frozen named functions', async () => {
    const found = await running().page.evaluate(() => ({
      globals: ['process', 'require', 'module', 'Buffer', 'global'].filter((name) => name in globalThis),
      functions: Object.keys(Reflect.get(globalThis, 'unstrand')).sort(),
      frozen: Object.isFrozen(Reflect.get(globalThis, 'unstrand')),
    }));
    expect(found).toEqual({
      globals: [],
      functions: [
        'abilities',
        'askTicket',
        'checkUpdate',
        'installUpdate',
        'onFile',
        'openLane',
        'openLink',
        'printPdf',
      ],
      frozen: true,
    });
  });

  it('violates its policy nowhere, and a style with the nonce of the page counts', async () => {
    const { page } = running();
    expect(await page.locator('#violations').textContent()).toBe('');
    expect(await page.locator('#lane').evaluate((element) => getComputedStyle(element).color)).toBe('rgb(1, 2, 3)');
  });

  it('goes nowhere: not by script, not by a form, not into a new window', async () => {
    const { app, page } = running();
    const { url, visits } = await countingServer();
    await page.evaluate((target) => {
      window.open(target);
      window.open('app://unstrand/index.html');
      location.href = target;
    }, url);
    await page.evaluate((target) => {
      const link = document.createElement('a');
      link.href = target;
      document.body.append(link);
      link.click();
      link.remove();
    }, url);
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
    expect(page.url()).toBe('app://unstrand/');
    expect(await app.evaluate(({ webContents }) => webContents.getAllWebContents().length)).toBe(1);
    expect(visits()).toBe(0);
  });

  it('holds no page within a page', async () => {
    const { app, page } = running();
    await page.evaluate(() => {
      const view = document.createElement('webview');
      view.setAttribute('src', 'app://unstrand/');
      document.body.append(view);
    });
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
    expect(await app.evaluate(({ webContents }) => webContents.getAllWebContents().length)).toBe(1);
  });

  it('is denied every permission, asked for or checked', async () => {
    const { page } = running();
    const answers = await page.evaluate(async () => {
      const denied = (work: Promise<unknown>): Promise<string> =>
        work.then(
          () => 'granted',
          (error: Error) => error.name,
        );
      const names = ['geolocation', 'notifications', 'midi', 'camera', 'microphone', 'persistent-storage'] as const;
      const states = names.map(async (name) => (await navigator.permissions.query({ name })).state);
      return {
        states: await Promise.all(states),
        notification: await Notification.requestPermission(),
        camera: await denied(navigator.mediaDevices.getUserMedia({ video: true, audio: true })),
        screen: await denied(navigator.mediaDevices.getDisplayMedia()),
        midi: await denied(navigator.requestMIDIAccess({ sysex: true })),
        position: await new Promise((resolve) =>
          navigator.geolocation.getCurrentPosition(
            () => resolve('granted'),
            (error) => resolve(error.code),
          ),
        ),
      };
    });
    expect(new Set(answers.states)).toEqual(new Set(['denied']));
    expect(answers).toMatchObject({ notification: 'denied', position: 1 });
    expect([answers.camera, answers.screen, answers.midi]).not.toContain('granted');
  });

  it.for(['serial', 'usb', 'hid', 'bluetooth'])('reaches no device by navigator.%s', async (kind) => {
    // Playwright evaluates as if a person had just pressed something, which these functions want.
    const outcome = await running().page.evaluate(async (kind) => {
      const place: unknown = Reflect.get(navigator, kind);
      if (typeof place !== 'object' || place === null) return 'refused: absent';
      const ask: unknown = Reflect.get(place, kind === 'serial' ? 'requestPort' : 'requestDevice');
      if (typeof ask !== 'function') return 'refused: absent';
      const options = { serial: {}, bluetooth: { acceptAllDevices: true } }[kind] ?? { filters: [] };
      try {
        const got: unknown = await Reflect.apply(ask, place, [options]);
        return Array.isArray(got) && got.length === 0 ? 'refused: nothing' : 'granted';
      } catch (error) {
        return `refused: ${String(error)}`;
      }
    }, kind);
    expect(outcome).toMatch(/^refused/);
  });

  it('loads nothing from outside, even where no policy of a page forbids it', async () => {
    const { app } = running();
    const { url, visits } = await countingServer();
    const opened = app.waitForEvent('window');
    await app.evaluate(({ BrowserWindow }) => {
      const other = new BrowserWindow({ show: false });
      void other.loadURL('data:text/html,<title>no policy</title>');
    });
    const other = await opened;
    const outcome = await other.evaluate(
      (target) =>
        fetch(target).then(
          () => 'loaded',
          (error: Error) => error.message,
        ),
      url,
    );
    expect(outcome).toBe('Failed to fetch');
    expect(visits()).toBe(0);
    await other.close();
  });
});
