import { RecoveryError } from '../errors/recovery-error.ts';
import type { ConnectedChip, FlashLoader } from '../interfaces/flash-loader.ts';
import { chipIdentity } from './identity.ts';
import { readEfuseWords } from './read-efuse.ts';

/**
 * The factory MAC, `24:6f:28:aa:bb:01`: what locks, journals, backups and plans name a unit by. Throws
 * `plan.secure-download-mode` or `plan.unit-not-identified` where the chip does not tell it.
 */
export async function readMac(
  loader: Pick<FlashLoader, 'readRegister'>,
  { family, mode }: ConnectedChip,
): Promise<string> {
  const { mac } = chipIdentity(family, await readEfuseWords(loader, family));
  if (mac !== undefined) return mac;
  if (mode === 'secure-download') throw new RecoveryError('plan.secure-download-mode', {}, { unitState: 'untouched' });
  throw new RecoveryError(
    'plan.unit-not-identified',
    { fact: 'mac', reason: 'not-readable' },
    { unitState: 'untouched' },
  );
}
