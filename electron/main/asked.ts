import { type BrowserWindow, dialog, type MessageBoxOptions } from 'electron/main';
import { agree } from './questions.ts';

/** Asks in a native dialog, before the window where there is one; true only for the button that agrees. */
export async function asked(window: BrowserWindow | undefined, question: MessageBoxOptions): Promise<boolean> {
  const answer = window ? dialog.showMessageBox(window, question) : dialog.showMessageBox(question);
  return (await answer).response === agree;
}
