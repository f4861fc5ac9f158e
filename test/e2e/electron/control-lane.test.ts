import type { ElectronApplication, Page } from 'playwright';
import { expect, it } from 'vitest';
import { describeInElectron } from '../../support/electron-runtime/describe-electron.ts';
import { appUnderTest } from './stand-in/app-under-test.ts';
import { answerDialogs, shownDialogs } from './stand-in/dialogs.ts';
import { knownPlan } from './stand-in/host.ts';
import { callBridge, heard, say } from './stand-in/in-page.ts';

/** A refusal with this code; every error carries a support code that a person can read out. */
function refusal(code: string, params: unknown = expect.anything()): unknown {
  return { ok: false, error: { code, params, supportCode: expect.stringMatching(/^[0-9A-Z-]+$/) } };
}

const strange = refusal('app.bad-message', { reason: 'sender' });

/** A page that is not the app's, with the app's preload script all the same. */
async function foreignPage(app: ElectronApplication): Promise<Page> {
  const opened = app.waitForEvent('window');
  await app.evaluate(({ app: own, BrowserWindow }) => {
    const preload = `${own.getAppPath()}/out/preload/preload.cjs`;
    const other = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } });
    void other.loadURL('data:text/html,<title>foreign</title>');
  });
  return opened;
}

/** Addresses that main would have opened in the system's browser. */
async function recordOpened(app: ElectronApplication): Promise<() => Promise<unknown>> {
  await app.evaluate(({ shell }) => {
    const opened: string[] = [];
    Object.assign(globalThis, { opened });
    shell.openExternal = async (address) => void opened.push(address);
  });
  return () => app.evaluate(() => Reflect.get(globalThis, 'opened'));
}

await describeInElectron('the control lane', (runtime) => {
  const running = appUnderTest(runtime);

  it('gives a ticket only for a plan that the host described and a person agreed to', async () => {
    const { app, page } = running();
    await answerDialogs(app, 1);
    const answer = await callBridge(page, 'askTicket', { planHash: knownPlan });
    expect(answer).toEqual({ ok: true, value: { ticket: expect.stringMatching(/^[\w-]{43}$/) } });
    const [dialog] = await shownDialogs(app);
    expect(dialog).toMatchObject({ defaultId: 0, cancelId: 0, buttons: ['Cancel', 'I agree, begin'] });
    expect(dialog?.message).toContain('Overwrite the slot ota_1 of unit 24:6f:28:aa:bb:01');
    expect(dialog?.message).not.toContain('\u202e');
    expect(dialog?.detail).toContain('Nothing can be saved first');
    expect(dialog?.detail).toContain(`Plan ${knownPlan.slice(0, 12)}`);
  });

  it('gives none to a person who cancels, and none for a plan that the host does not know', async () => {
    const { app, page } = running();
    await answerDialogs(app, 0);
    expect(await callBridge(page, 'askTicket', { planHash: knownPlan })).toEqual({ ok: true, value: {} });
    const unknown = await callBridge(page, 'askTicket', { planHash: 'b'.repeat(64) });
    expect(unknown).toEqual(refusal('app.unknown-plan'));
    expect(await shownDialogs(app)).toHaveLength(1);
  });

  it('asks one question at a time, however often a page asks', async () => {
    const { app, page } = running();
    await app.evaluate(({ dialog }) => {
      const state = { open: 0, most: 0, times: 0 };
      Object.assign(globalThis, { state });
      dialog.showMessageBox = async () => {
        state.times += 1;
        state.open += 1;
        state.most = Math.max(state.most, state.open);
        await new Promise((resolve) => setTimeout(resolve, 100));
        state.open -= 1;
        return { response: 0, checkboxChecked: false };
      };
    });
    const asks = Array.from({ length: 5 }, () => callBridge(page, 'askTicket', { planHash: knownPlan }));
    await Promise.all(asks);
    expect(await app.evaluate(() => Reflect.get(globalThis, 'state'))).toEqual({ open: 0, most: 1, times: 1 });
  });

  it('hands the host the token that the page gets, to be spent once', async () => {
    const { app, page } = running();
    await answerDialogs(app, 1);
    const answer = await callBridge(page, 'askTicket', { planHash: knownPlan });
    const ticket = /[\w-]{43}/.exec(JSON.stringify(answer))?.[0];
    await say(page, `spend ${ticket}`);
    expect(await heard(page, 'spent')).toEqual({ spent: true });
    await say(page, `spend ${ticket}`);
    expect(await heard(page, 'spent', 2)).toEqual({ spent: false });
  });

  it('opens pages by name, never by address', async () => {
    const { app, page } = running();
    const opened = await recordOpened(app);
    expect(await callBridge(page, 'openLink', { link: 'driver-ftdi' })).toEqual({ ok: true, value: {} });
    for (const link of ['https://example.com', 'toString', 'file:///etc/passwd']) {
      expect(await callBridge(page, 'openLink', { link })).toEqual(
        refusal('app.bad-params', { command: 'open-link', at: 'link' }),
      );
    }
    expect(await opened()).toEqual([expect.stringMatching(/^https:\/\/www\.ftdichip\.com|^https:\/\/ftdichip\.com/)]);
  });

  it.for([
    ['askTicket', { planHash: 'x' }],
    ['askTicket', { planHash: knownPlan, more: 1 }],
    ['openLink', null],
    ['printPdf', { html: 1 }],
    ['abilities', { more: 1 }],
    ['checkUpdate', 'now'],
    ['installUpdate', []],
  ] as const)('refuses %s with parameters that are not its own', async ([name, params]) => {
    expect(await callBridge(running().page, name, params)).toEqual(refusal('app.bad-params'));
  });

  it('prints a report as PDF, runs none of its script and fetches nothing', async () => {
    const { app, page } = running();
    const html = '<h1>Shift</h1><script>document.title = "ran"; window.open("app://unstrand/")</script>';
    const answer = JSON.stringify(await callBridge(page, 'printPdf', { html }));
    const file = /"file":"([^"]+)"/.exec(answer)?.[1] ?? '';
    expect(Buffer.from(file, 'base64').subarray(0, 5).toString()).toBe('%PDF-');
    expect(app.windows()).toHaveLength(1);
  });

  it('answers no page but the app, though it has the same preload script', async () => {
    const { app } = running();
    await answerDialogs(app, 1);
    const foreign = await foreignPage(app);
    await foreign.evaluate(() => {
      Object.assign(globalThis, { ports: 0 });
      addEventListener('message', ({ ports }) => Object.assign(globalThis, { ports: ports.length }));
    });
    expect(await callBridge(foreign, 'askTicket', { planHash: knownPlan })).toEqual(strange);
    expect(await callBridge(foreign, 'printPdf', { html: '' })).toEqual(strange);
    await callBridge(foreign, 'openLane', undefined);
    await foreign.waitForTimeout(300);
    expect(await foreign.evaluate(() => Reflect.get(globalThis, 'ports'))).toBe(0);
    expect(await shownDialogs(app)).toEqual([]);
    await foreign.close();
  });
});
