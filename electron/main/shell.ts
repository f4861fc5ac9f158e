import { join } from 'node:path';
import { shell } from 'electron/common';
import { app, type BrowserWindow, protocol, session } from 'electron/main';
import { answerAppRequest, appScheme } from './app-protocol.ts';
import { asked } from './asked.ts';
import { createControls } from './controls.ts';
import { startDeviceHost } from './host/device-host.ts';
import { listenToScreens } from './ipc.ts';
import { createKeepAwake } from './keep-awake.ts';
import { lockSession } from './lock-session.ts';
import type { ShellLog } from './log.ts';
import { createMainWindow, type MainWindow } from './main-window.ts';
import { isDeveloperTool, isOwnAddress } from './own-address.ts';
import { printPdf } from './print-pdf.ts';
import { closeQuestion, planQuestion } from './questions.ts';
import { loadShellTexts } from './texts.ts';
import { createTicketDesk } from './tickets.ts';
import { electronUpdateSource } from './update-source.ts';
import { createUpdates } from './updates.ts';

/** How long the device host may take to end its ports when the app closes. */
const hostGraceMs = 5000;

/** Joins the parts once Electron is ready; resolves when the window shows the app. */
export async function startShell(hostArgs: readonly string[], log: ShellLog): Promise<MainWindow> {
  const texts = await loadShellTexts(app.getLocale());
  lockSession(session.defaultSession, (url) => isOwnAddress(url) || (!app.isPackaged && isDeveloperTool(url)));
  const root = join(import.meta.dirname, '../renderer');
  protocol.handle(appScheme, (request) => answerAppRequest(root, request));

  const { supervisor, lanes } = startDeviceHost(hostArgs, log, createKeepAwake());
  const mayClose = async (window: BrowserWindow): Promise<boolean> =>
    supervisor.jobsRunning() === 0 || (await asked(window, closeQuestion(texts)));
  const window = createMainWindow(!app.isPackaged, mayClose);

  const desk = createTicketDesk({
    describePlan: supervisor.describePlan,
    confirm: (plan, planHash) => asked(window.current(), planQuestion(texts, plan, planHash)),
    grantTicket: supervisor.grantTicket,
  });
  const controls = createControls({
    askTicket: desk.ask,
    openAddress: (address) => shell.openExternal(address),
    printPdf,
    updates: createUpdates(app.isPackaged ? electronUpdateSource() : undefined, supervisor.jobsRunning),
  });
  listenToScreens(app.getVersion(), controls, (contents) => lanes.connect(contents));
  endHostBeforeQuit(() => supervisor.stop(hostGraceMs));
  await window.open();
  return window;
}

/** Quitting waits until the device host has let go of its ports. */
function endHostBeforeQuit(stop: () => Promise<void>): void {
  let stopped = false;
  app.on('will-quit', (event) => {
    if (stopped) return;
    event.preventDefault();
    void stop().finally(() => {
      stopped = true;
      app.quit();
    });
  });
}
