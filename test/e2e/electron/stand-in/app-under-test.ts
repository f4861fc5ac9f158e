import type { ElectronApplication, Page } from 'playwright';
import { afterAll, beforeAll } from 'vitest';
import { type AppParts, assembleApp } from '../../../support/electron-runtime/build-app.ts';
import { type Display, openDisplay } from '../../../support/electron-runtime/display.ts';
import type { ElectronRuntime } from '../../../support/electron-runtime/find-runtime.ts';
import { appFolder, type Launch, launchElectron, removeFolder } from '../../../support/electron-runtime/launch.ts';

/** The shell, with a host that touches no unit and a page that shows what it is told. */
export const standInParts: AppParts = {
  host: 'test/e2e/electron/stand-in/process.ts',
  helpers: { 'ble-helper': 'test/e2e/electron/stand-in/ble-helper.ts' },
  page: 'test/e2e/electron/page',
};

/** The running app of a suite. */
export interface AppUnderTest {
  readonly app: ElectronApplication;
  readonly page: Page;
  /** How it was started, to start it a second time. */
  readonly launch: Launch;
}

/** Builds and starts the app before a suite and ends it after; the function gives it once it runs. */
export function appUnderTest(
  runtime: ElectronRuntime,
  parts = standInParts,
  args: readonly string[] = [],
): () => AppUnderTest {
  let display: Display | undefined;
  let folder: string | undefined;
  let running: AppUnderTest | undefined;
  beforeAll(async () => {
    display = await openDisplay();
    folder = appFolder();
    const launch = { executable: await assembleApp(runtime, folder, parts), display, folder, args };
    const app = await launchElectron(launch);
    running = { app, page: await app.firstWindow(), launch };
    await running.page.locator('#lane:text-is("open 1"), #app > *').first().waitFor();
  });
  afterAll(async () => {
    await running?.app.close();
    await display?.close();
    if (folder !== undefined) removeFolder(folder);
  });
  return () => {
    if (running === undefined) throw new Error('The app did not start');
    return running;
  };
}
