import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import type { SecretStore } from '../../core/interfaces/machine.ts';
import { secretOnce } from '../store/file-secrets.ts';
import type { FileStore } from '../store/file-store.ts';

/**
 * This station's age identity (X25519), made on first use. It opens every backup made here and lies in the secret
 * store, never in the data folder: a copy of the backups opens nothing.
 */
export function stationIdentity(store: Pick<FileStore, 'lock'>, secrets: SecretStore): Promise<string> {
  return secretOnce(store, secrets, 'backup-identity', generateX25519Identity);
}

/** The public side: what backups are encrypted to. */
export const recipientOf = identityToRecipient;
