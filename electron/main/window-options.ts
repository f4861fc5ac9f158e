import type { BrowserWindowConstructorOptions, WebPreferences } from 'electron/main';

/** What every page of ours runs with: no Node, its own world, the sandbox, nothing that loosens the web's rules. */
const sealed = {
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  contextIsolation: true,
  sandbox: true,
  webSecurity: true,
  allowRunningInsecureContent: false,
  webviewTag: false,
  experimentalFeatures: false,
  navigateOnDragDrop: false,
  safeDialogs: true,
  spellcheck: false,
} as const satisfies WebPreferences;

/** The app's window. */
export function windowOptions(preload: string, devTools: boolean): BrowserWindowConstructorOptions {
  return {
    width: 1280,
    height: 860,
    minWidth: 360,
    minHeight: 480,
    show: false,
    title: 'Unstrand',
    autoHideMenuBar: true,
    webPreferences: { ...sealed, preload, devTools },
  };
}

/** The hidden window that a report is printed in: it runs no script, and shares nothing with the app's window. */
export function printWindowOptions(partition: string): BrowserWindowConstructorOptions {
  return { show: false, webPreferences: { ...sealed, javascript: false, images: true, devTools: false, partition } };
}
