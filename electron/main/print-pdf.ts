import { randomUUID } from 'node:crypto';
import { BrowserWindow, session } from 'electron/main';
import { RecoveryError } from '../core/errors/recovery-error.ts';
import { appOrigin, appScheme } from './app-protocol.ts';
import { lockContents } from './lock-contents.ts';
import { lockSession } from './lock-session.ts';
import { printWindowOptions } from './window-options.ts';

/** A report brings its styles and pictures within itself; everything else is refused. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:";

/**
 * Prints a self-contained page in a hidden window that runs no script, in a session of its own that knows one address
 * only. `app.pdf-failed` where the page does not load or the print fails.
 */
export async function printPdf(html: string): Promise<Uint8Array> {
  const partition = `print-${randomUUID()}`;
  const address = `${appOrigin}/print/${partition}`;
  const own = session.fromPartition(partition);
  lockSession(own, (url) => url === address || url.startsWith('data:'));
  const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy };
  own.protocol.handle(appScheme, () => new Response(html, { headers }));
  const window = new BrowserWindow(printWindowOptions(partition));
  lockContents(window.webContents);
  try {
    await window.loadURL(address);
    return await window.webContents.printToPDF({ printBackground: true, preferCSSPageSize: true });
  } catch (error) {
    throw new RecoveryError('app.pdf-failed', { reason: 'print' }, { cause: error });
  } finally {
    window.destroy();
    own.protocol.unhandle(appScheme);
  }
}
