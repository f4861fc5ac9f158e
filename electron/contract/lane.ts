import type { Unsubscribe } from '../core/interfaces/serial-link.ts';

/**
 * One connection between a screen and the device host: a MessagePort in Electron, a WebSocket under `serve`. What
 * arrives is `unknown` until the receiver has parsed it. Messages are plain JSON; bytes travel as base64.
 */
export interface Lane {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): Unsubscribe;
  /** Called once when the other end is gone, never after `close()`. */
  onClose(listener: () => void): Unsubscribe;
  close(): void;
}
