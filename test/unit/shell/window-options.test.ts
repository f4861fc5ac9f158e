import { describe, expect, it } from 'vitest';
import { printWindowOptions, windowOptions } from '../../../electron/main/window-options.ts';

/** What ANCHORS §6 asks of every page, and what must never be set at all. */
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
};

describe('window options', () => {
  it('seal the window of the app', () => {
    expect(windowOptions('/app/preload.cjs', false).webPreferences).toEqual({
      ...sealed,
      preload: '/app/preload.cjs',
      devTools: false,
    });
  });

  it('seal the window for printing, which runs no script and has no preload script', () => {
    expect(printWindowOptions('print-1')).toEqual({
      show: false,
      webPreferences: { ...sealed, javascript: false, images: true, devTools: false, partition: 'print-1' },
    });
  });
});
