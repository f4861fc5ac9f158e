import { appOrigin } from './app-protocol.ts';

/** The part of an IPC event's frame that tells who speaks. */
export interface SenderFrame {
  readonly url: string;
  readonly parent: unknown;
}

/** True where a message comes from the top frame of a page of the app; the frame is gone where it has navigated since. */
export function isOwnTopFrame(frame: SenderFrame | null | undefined): boolean {
  return frame !== null && frame !== undefined && frame.parent === null && frame.url.startsWith(`${appOrigin}/`);
}
