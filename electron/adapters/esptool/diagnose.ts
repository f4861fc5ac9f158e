import { diagnoseSilence as diagnose } from '../../core/diagnosis/diagnose-silence.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';

const disabledLine = /Download mode is disabled|Download boot modes disabled/;

/** Lines by which a ROM says that its fuses forbid downloads: no more resets will help (ESPTOOL-JS §8). */
export function isDownloadDisabled(text: string): boolean {
  return disabledLine.test(text);
}

/** Why nothing answered SYNC, as the error that ends the attempt, from what the chip printed meanwhile. */
export function diagnoseSilence(text: string): RecoveryError {
  const { error, params } = diagnose({ received: text });
  return new RecoveryError(error, params);
}
