import { canonicalJson } from '../bytes/canonical-json.ts';
import { sha256Hex } from '../bytes/digest.ts';
import { RecoveryError } from '../errors/recovery-error.ts';
import type { ConnectedChip, ConnectOptions, FlashLoader, TransferOptions } from '../interfaces/flash-loader.ts';
import type { BackupInfo, BackupPiece, BackupStore } from './backup-store.ts';
import { backupUnit } from './backup-unit.ts';
import { holds, writeChanged } from './write-changed.ts';

/** A backup to write back, and the unit that it came from. */
export interface RestoreJob {
  readonly backupId: string;
  readonly loader: FlashLoader;
  readonly connect: ConnectOptions;
  readonly backups: BackupStore;
  readonly readMac: (loader: FlashLoader, chip: ConnectedChip) => Promise<string>;
  /** End of the partition table, bytes: bootloader and table below are compared and never written (DESIGN §5.5). */
  readonly firstPartition: number;
  /** `restoreHash` of the backup, as the operator confirmed it. */
  readonly confirmedHash: string | undefined;
  readonly ownerRecipient: string | undefined;
}

export interface RestoreOutcome {
  /** Backup of what was overwritten; undefined where nothing differed. */
  readonly backupId: string | undefined;
  readonly bytesWritten: number;
}

/** What a confirmation of a restore is bound to: this unit and these bytes. */
export function restoreHash({ mac, pieces }: BackupInfo): string {
  return sha256Hex(new TextEncoder().encode(canonicalJson({ restore: { mac, pieces } })));
}

/**
 * Writes back what differs from the backup, after saving what it replaces. May be done again after a pulled cable.
 * Throws `engine.confirmation-needed` or `-mismatch`, `backup.wrong-unit`, `engine.unit-changed` where bootloader or
 * table are not the backup's; errors of a write name the unit's state `unknown`.
 */
export async function restoreBackup(job: RestoreJob, options: TransferOptions = {}): Promise<RestoreOutcome> {
  const { info, pieces } = await job.backups.load(job.backupId);
  checkConfirmed(job, info);
  const chip = await job.loader.connect(job.connect);
  const mac = await job.readMac(job.loader, chip);
  if (mac !== info.mac) throw new RecoveryError('backup.wrong-unit', { expected: info.mac, found: mac });
  await checkProtected(job, pieces);
  const changed = await changedPieces(job, pieces, options);
  if (changed.length === 0) return { backupId: undefined, bytesWritten: 0 };
  const ranges = changed.map(({ offset, bytes }) => ({ offset, length: bytes.length }));
  const saved = await backupUnit({ ...job, mac, ranges }, { signal: options.signal });
  return { backupId: saved.id, bytesWritten: await writePieces(job, changed, options) };
}

function checkConfirmed({ confirmedHash }: RestoreJob, info: BackupInfo): void {
  const hash = restoreHash(info);
  if (confirmedHash === hash) return;
  const code = confirmedHash === undefined ? 'engine.confirmation-needed' : 'engine.confirmation-mismatch';
  throw new RecoveryError(code, { hash, confirmations: 'restore' });
}

async function checkProtected({ loader, firstPartition }: RestoreJob, pieces: readonly BackupPiece[]): Promise<void> {
  for (const { offset, bytes } of pieces) {
    const below = bytes.subarray(0, Math.max(0, firstPartition - offset));
    if (below.length === 0 || (await holds(loader, offset, below))) continue;
    throw new RecoveryError('engine.unit-changed', { offset, length: below.length });
  }
}

/** The parts of the pieces that may be written and are not on the unit already. */
async function changedPieces(
  { loader, firstPartition }: RestoreJob,
  pieces: readonly BackupPiece[],
  options: TransferOptions,
): Promise<BackupPiece[]> {
  const changed: BackupPiece[] = [];
  for (const piece of pieces) {
    const skipped = Math.max(0, firstPartition - piece.offset);
    const part = { offset: piece.offset + skipped, bytes: piece.bytes.subarray(skipped) };
    if (part.bytes.length > 0 && !(await holds(loader, part.offset, part.bytes, options))) changed.push(part);
  }
  return changed;
}

async function writePieces(
  { loader }: RestoreJob,
  pieces: readonly BackupPiece[],
  options: TransferOptions,
): Promise<number> {
  let bytesWritten = 0;
  for (const { offset, bytes } of pieces) {
    try {
      bytesWritten += (await writeChanged(loader, offset, bytes, options)).bytesWritten;
    } catch (error) {
      if (!(error instanceof RecoveryError)) throw error;
      throw new RecoveryError(error.code, error.params, { unitState: 'unknown', hazard: 'data-loss', cause: error });
    }
  }
  return bytesWritten;
}
