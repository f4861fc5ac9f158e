import type { Bridge } from './bridge.ts';
import { electronBridge, type PreloadApi } from './electron-bridge.ts';
import { serveBridge } from './serve-bridge.ts';

declare global {
  interface Window {
    /** Put there by Electron's preload script alone. */
    readonly unstrand?: PreloadApi;
  }
}

export function findBridge(): Bridge {
  return window.unstrand === undefined ? serveBridge(window.location) : electronBridge(window.unstrand);
}
