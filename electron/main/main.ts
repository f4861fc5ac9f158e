import { app, protocol } from 'electron/main';
import { appScheme } from './app-protocol.ts';
import { lockContents } from './lock-contents.ts';
import { openLog } from './log.ts';
import { setMenu } from './menu.ts';
import { createOpenedFiles, vendorFileIn } from './opened-files.ts';
import { startShell } from './shell.ts';

/** What the device host's process is started with: the app's version, and what was asked for of virtual units. */
function hostArgs(): string[] {
  return [app.getVersion(), ...process.argv.filter((word) => /^--(sim(=[\w,-]*)?|fast)$/.test(word))];
}

const files = createOpenedFiles(app.getVersion());

/** Elsewhere the path stands on the command line. */
function openFileIn(argv: readonly string[], folder: string): void {
  const path = vendorFileIn(argv, folder);
  if (path !== undefined) void files.open(path);
}

/** Everything that Electron wants before it is ready is done here, in one go, before the first `await`. */
function main(): void {
  const unsafe = app.isPackaged && app.commandLine.hasSwitch('no-sandbox');
  app.enableSandbox();
  protocol.registerSchemesAsPrivileged([
    { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
  app.on('web-contents-created', (_event, contents) => lockContents(contents));
  app.on('window-all-closed', () => app.quit());
  // macOS tells of a file by an event, and may do so before the app is ready.
  app.on('open-file', (event, path) => {
    event.preventDefault();
    void files.open(path);
  });
  if (unsafe) app.exit(1);
  else if (app.requestSingleInstanceLock()) void run();
  else app.quit();
}

async function run(): Promise<void> {
  await app.whenReady();
  const log = openLog(app.getPath('logs'));
  log.info('started', { version: app.getVersion(), electron: process.versions.electron });
  setMenu(process.platform === 'darwin');
  try {
    openFileIn(process.argv, process.cwd());
    const window = await startShell(hostArgs(), files, log);
    app.on('second-instance', (_event, argv, folder) => {
      openFileIn(argv, folder);
      void window.open();
    });
  } catch (error) {
    log.warn('start-failed', { name: error instanceof Error ? error.name : 'unknown' });
    app.exit(1);
  }
}

main();
