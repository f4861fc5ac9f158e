import { Decrypter, Encrypter } from 'age-encryption';
import { encodeHex } from '../../core/bytes/hex.ts';
import type { BackupInfo, BackupPiece, BackupStore } from '../../core/engine/backup-store.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { Clock, Random, SecretStore } from '../../core/interfaces/machine.ts';
import type { FileStore } from '../store/file-store.ts';
import { encodeBackup, nativeSha256, readBackup } from './backup-content.ts';
import { type BackupHeader, maxBackupBytes, totalBytes } from './backup-header.ts';
import { type BackupSidecar, listBackups, writeSidecar } from './backup-list.ts';
import { recipientOf, stationIdentity } from './station-identity.ts';

export interface AgeBackupsOptions {
  readonly store: FileStore;
  readonly secrets: SecretStore;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Random;
}

/** Backups as age files, with a way to hand one out. */
export interface AgeBackups extends BackupStore {
  /** All backups whose line can be read, oldest first, with the bytes of flash that each holds. */
  list(): Promise<readonly BackupSidecar[]>;
  /**
   * The backup encrypted anew, to `recipient` alone: what leaves this station is opened neither by this station's key
   * nor by a copy of it. Throws as `load` does, also while it is read.
   */
  exportFor(id: string, recipient: string): Promise<AsyncIterable<Uint8Array>>;
}

/**
 * Backups in the folder `backups` of the store. Each is one age file (age-encryption.org/v1) for two recipients: this
 * station, and the release's owner where the release names one (DESIGN §5.7). Either opens it by itself: the owner's
 * key is never on this machine, and the station's lies in the secret store, apart from the data folder, so that no key
 * lies beside the file and the owner can open what a lost station has left behind. The bytes pass through in parts.
 */
export function createAgeBackups(options: AgeBackupsOptions): AgeBackups {
  return {
    save: (unit, pieces, ownerRecipient) => saveBackup(options, unit.mac, pieces, ownerRecipient),
    load: (id) => loadBackup(options, id),
    list: () => listBackups(options.store),
    async exportFor(id, recipient) {
      const encrypter = encrypterFor([recipient]);
      const content = await openBackup(options, id);
      return readableOnly(id, await encrypter.encrypt(content));
    },
  };
}

async function saveBackup(
  options: AgeBackupsOptions,
  mac: string,
  pieces: readonly BackupPiece[],
  ownerRecipient: string | undefined,
): Promise<BackupInfo> {
  const { store, secrets } = options;
  const header = describeBackup(options, mac, pieces);
  try {
    const station = await recipientOf(await stationIdentity(store, secrets));
    const encrypter = encrypterFor(ownerRecipient === undefined ? [station] : [station, ownerRecipient]);
    const file = await encrypter.encrypt(ReadableStream.from(encodeBackup(header, pieces)));
    await store.replaceFrom(fileOf(header.id), file);
    await writeSidecar(store, header, await store.size(fileOf(header.id)));
  } catch (error) {
    throw backupError('backup.failed', header.id, error);
  }
  const { id, createdAt } = header;
  return { id, mac, createdAt, pieces: header.pieces };
}

function describeBackup(options: AgeBackupsOptions, mac: string, pieces: readonly BackupPiece[]): BackupHeader {
  const createdAt = new Date(options.clock.now()).toISOString();
  const id = backupId(mac, createdAt, options.random);
  const size = totalBytes(pieces.map(({ bytes }) => bytes));
  if (size > maxBackupBytes) throw new RecoveryError('backup.failed', { id, reason: 'size' });
  return {
    format: 1,
    id,
    mac,
    createdAt,
    pieces: pieces.map(({ offset, bytes }) => ({ offset, length: bytes.length, sha256: nativeSha256(bytes) })),
  };
}

/** `246f28aabb01-20260212t091506z-5f3c9a10`: sorts by unit and time, and fits a file name everywhere. */
function backupId(mac: string, createdAt: string, random: Random): string {
  const unit = mac.toLowerCase().replaceAll(/[^0-9a-f]/g, '');
  const time = `${createdAt.slice(0, 19).replaceAll(/[-:]/g, '').toLowerCase()}z`;
  return `${unit}-${time}-${encodeHex(random.bytes(4))}`;
}

async function loadBackup(
  options: AgeBackupsOptions,
  id: string,
): Promise<{ readonly info: BackupInfo; readonly pieces: readonly BackupPiece[] }> {
  try {
    const { header, pieces } = await readBackup(id, await openBackup(options, id));
    return { info: { id, mac: header.mac, createdAt: header.createdAt, pieces: header.pieces }, pieces };
  } catch (error) {
    throw backupError('backup.unreadable', id, error);
  }
}

/** How the age library says that no recipient of the file is ours: it has no codes, a test pins these words. */
const noIdentityMatched = "no identity matched any of the file's recipients";

async function openBackup({ store, secrets }: AgeBackupsOptions, id: string): Promise<ReadableStream<Uint8Array>> {
  if (!/^[0-9a-z-]{1,100}$/.test(id)) throw new RecoveryError('backup.unreadable', { id: '', reason: 'name' });
  const decrypter = new Decrypter();
  decrypter.addIdentity(await stationIdentity(store, secrets));
  const file = store.stream(fileOf(id))[Symbol.asyncIterator]();
  try {
    return await decrypter.decrypt(ReadableStream.from({ [Symbol.asyncIterator]: () => file }));
  } catch (error) {
    await file.return?.();
    const isForeign = error instanceof Error && error.message === noIdentityMatched;
    throw isForeign
      ? new RecoveryError('backup.wrong-key', { id }, { cause: error })
      : backupError('backup.unreadable', id, error);
  }
}

async function* readableOnly(id: string, content: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  try {
    yield* content;
  } catch (error) {
    throw backupError('backup.unreadable', id, error);
  }
}

/** Throws `backup.failed` for text that is no age recipient, before anything is encrypted. */
function encrypterFor(recipients: readonly string[]): Encrypter {
  const encrypter = new Encrypter();
  try {
    for (const recipient of recipients) encrypter.addRecipient(recipient);
  } catch (error) {
    throw new RecoveryError('backup.failed', { reason: 'recipient' }, { cause: error });
  }
  return encrypter;
}

function fileOf(id: string): string {
  return `backups/${id}.age`;
}

/** Whatever went wrong as an error of backups; the operating system's reason is kept, all else is damage. */
function backupError(code: 'backup.failed' | 'backup.unreadable', id: string, error: unknown): RecoveryError {
  if (error instanceof RecoveryError && error.code.startsWith('backup.')) return error;
  const reason = error instanceof RecoveryError ? (error.params.reason ?? error.code) : 'damaged';
  return new RecoveryError(code, { id, reason }, { cause: error });
}
