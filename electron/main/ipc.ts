import { ipcMain, type WebContents } from 'electron/main';
import { controlChannel, laneChannel } from '../contract/channels.ts';
import type { ControlReply } from '../contract/control.ts';
import { RecoveryError } from '../core/errors/recovery-error.ts';
import { envelopeOf } from './envelope.ts';
import { isOwnTopFrame } from './sender.ts';

/** The only file that listens to screens. Whoever is not the top frame of a page of ours gets a coded error, or silence. */
export function listenToScreens(
  version: string,
  answer: (name: unknown, params: unknown) => Promise<unknown>,
  connectLane: (contents: WebContents) => void,
): void {
  ipcMain.handle(controlChannel, async (event, name: unknown, params: unknown): Promise<ControlReply> => {
    try {
      if (!isOwnTopFrame(event.senderFrame)) throw new RecoveryError('app.bad-message', { reason: 'sender' });
      return { ok: true, value: await answer(name, params) };
    } catch (error) {
      return { ok: false, error: envelopeOf(error, version) };
    }
  });
  ipcMain.on(laneChannel, (event) => {
    if (isOwnTopFrame(event.senderFrame)) connectLane(event.sender);
  });
}
