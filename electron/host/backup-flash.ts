import { readMac } from '../core/chips/read-mac.ts';
import type { BackupInfo } from '../core/engine/backup-store.ts';
import { backupUnit } from '../core/engine/backup-unit.ts';
import { type RestoreOutcome, restoreBackup } from '../core/engine/restore.ts';
import { RecoveryError } from '../core/errors/recovery-error.ts';
import { factValue } from '../core/inspect/fact.ts';
import { inspectUnit } from '../core/inspect/inspect-unit.ts';
import type { TransferProgress } from '../core/interfaces/flash-loader.ts';
import type { OpenUnit } from './open-unit.ts';
import { type UnitTarget, withUnit } from './unit-session.ts';
import type { Workspace } from './workspace.ts';

export interface BackupFlashRequest extends UnitTarget {
  /** age recipient of the release's owner; undefined = only this station can open the backup. */
  readonly ownerRecipient: string | undefined;
  readonly onProgress: TransferProgress;
}

/** Reads the whole flash and keeps it encrypted; changes nothing. */
export function backupFlash(request: BackupFlashRequest, workspace: Workspace): Promise<BackupInfo> {
  const { ownerRecipient, onProgress, signal } = request;
  return withUnit(request, workspace, async (unit, mac) => {
    const ranges = [{ offset: 0, length: await flashSizeOf(unit, workspace) }];
    const { backups } = workspace;
    return backupUnit({ loader: unit.loader, mac, ranges, backups, ownerRecipient }, { onProgress, signal });
  });
}

export interface RestoreFlashRequest extends BackupFlashRequest {
  readonly backupId: string;
  readonly confirmedHash: string | undefined;
}

/** Writes a backup back to the unit that it came from; bootloader and partition table are compared and never written. */
export function restoreFlash(request: RestoreFlashRequest, workspace: Workspace): Promise<RestoreOutcome> {
  const { backupId, confirmedHash, ownerRecipient, connect, onProgress, signal } = request;
  return withUnit(request, workspace, async (unit) => {
    const firstPartition = await firstPartitionOf(unit, workspace);
    const { loader } = unit;
    const { backups } = workspace;
    return restoreBackup(
      { backupId, loader, connect, backups, readMac, firstPartition, confirmedHash, ownerRecipient },
      { onProgress, signal },
    );
  });
}

async function flashSizeOf(unit: OpenUnit, workspace: Workspace): Promise<number> {
  const size = factValue((await factsOf(unit, workspace)).chip.flashSize);
  if (size === undefined)
    throw new RecoveryError('backup.failed', { reason: 'flash-size-unknown' }, { unitState: 'untouched' });
  return size;
}

/** The table takes one sector (FORMATS §1.2). */
async function firstPartitionOf(unit: OpenUnit, workspace: Workspace): Promise<number> {
  const offset = factValue((await factsOf(unit, workspace)).layout.tableOffset);
  if (offset === undefined) throw new RecoveryError('plan.no-partition-table', {}, { unitState: 'untouched' });
  return offset + 0x1000;
}

function factsOf({ loader, chip, link }: OpenUnit, { clock }: Workspace) {
  return inspectUnit(loader, chip, {
    releases: [],
    now: new Date(clock.now()).toISOString(),
    simulated: link.simulated,
  });
}
