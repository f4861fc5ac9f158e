import { RecoveryError } from '../../core/errors/recovery-error.ts';
import { parseBootLog } from '../../core/formats/boot-log.ts';

/** A chip prints its banner at 115200; what is mostly no text is noise or another rate. */
const minPrintable = 0.8;

/**
 * Why nothing answered SYNC, from what the chip printed meanwhile (ESPTOOL-JS §8): download mode switched off by fuse, an
 * application that runs because the strap was not pulled, noise, or silence.
 */
export function explainNoSync(text: string): RecoveryError {
  if (/Download mode is disabled|Download boot modes disabled/.test(text)) {
    return new RecoveryError('loader.download-disabled');
  }
  const mode = /boot:(0x[0-9a-f]+)/i.exec(text)?.[1];
  if (mode !== undefined && !/waiting for download|wait uart0 download|DOWNLOAD|UART_BOOT/.test(text)) {
    return new RecoveryError('loader.wrong-boot-mode', { mode });
  }
  return new RecoveryError('loader.no-sync', { heard: describeText(text) });
}

function describeText(text: string): 'silence' | 'noise' | 'application' | 'boot-loop' | 'download-banner' {
  if (text.trim() === '') return 'silence';
  const printable = [...text].filter((character) => character >= ' ' && character <= '~').length;
  if (printable < minPrintable * text.replaceAll(/\s/g, '').length) return 'noise';
  if (parseBootLog(text).findings.some(({ kind }) => kind === 'boot-loop')) return 'boot-loop';
  return /boot:0x/i.test(text) ? 'download-banner' : 'application';
}
