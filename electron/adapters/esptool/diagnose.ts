import { RecoveryError } from '../../core/errors/recovery-error.ts';

const disabledLine = /Download mode is disabled|Download boot modes disabled/;
const bootLine = /boot:(0x[0-9a-f]{1,8})/gi;
const waitingLine = /waiting for download|wait uart0 download/;

/** Lines by which a ROM says that its fuses forbid downloads: no more resets will help (ESPTOOL-JS §8). */
export function isDownloadDisabled(text: string): boolean {
  return disabledLine.test(text);
}

/**
 * Why nothing answered SYNC, from what the chip printed meanwhile (ESPTOOL-JS §8, FORMATS §10.6): downloads are
 * disabled; it started from flash, so the strap was not pulled; it waits for a download but does not hear us; it
 * prints something else; or it is silent.
 */
export function diagnoseSilence(text: string): RecoveryError {
  if (isDownloadDisabled(text)) return new RecoveryError('loader.download-disabled');
  const boot = [...text.matchAll(bootLine)].at(-1);
  if (boot !== undefined) {
    const isWaiting = waitingLine.test(text.slice(boot.index));
    const params = { boot: (boot[1] ?? '').toLowerCase() };
    return new RecoveryError(isWaiting ? 'loader.not-heard' : 'loader.wrong-boot-mode', params);
  }
  const printable = text.replaceAll(/[^\x20-\x7e]/g, '');
  return new RecoveryError(printable.length >= minimumText ? 'loader.other-text' : 'loader.no-sync');
}

/** Fewer characters than this are noise of a cable being plugged in. */
const minimumText = 8;
