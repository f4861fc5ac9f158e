import { join } from 'node:path';
import { BrowserWindow } from 'electron/main';
import { appOrigin } from './app-protocol.ts';
import { windowOptions } from './window-options.ts';

/** The app's one window. */
export interface MainWindow {
  current(): BrowserWindow | undefined;
  open(): Promise<void>;
}

/** `mayClose` is asked before the window goes; the window stays until it says so. */
export function createMainWindow(devTools: boolean, mayClose: (window: BrowserWindow) => Promise<boolean>): MainWindow {
  let window: BrowserWindow | undefined;
  const open = async (): Promise<void> => {
    if (window !== undefined) return focus(window);
    const opened = new BrowserWindow(windowOptions(join(import.meta.dirname, '../preload/preload.cjs'), devTools));
    window = opened;
    askBeforeClose(opened, mayClose);
    opened.once('ready-to-show', () => opened.show());
    opened.once('closed', () => {
      window = undefined;
    });
    await opened.loadURL(`${appOrigin}/`);
  };
  return { current: () => window, open };
}

function focus(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

function askBeforeClose(window: BrowserWindow, mayClose: (window: BrowserWindow) => Promise<boolean>): void {
  window.on('close', (event) => {
    event.preventDefault();
    void mayClose(window).then((may) => {
      if (may && !window.isDestroyed()) window.destroy();
    });
  });
}
