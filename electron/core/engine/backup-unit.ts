import { flashOffset } from '../bytes/flash-offset.ts';
import type { FlashLoader, TransferOptions } from '../interfaces/flash-loader.ts';
import type { BackupInfo, BackupPiece, BackupStore } from './backup-store.ts';

/** What to save, from which unit, and for whom besides this station. */
export interface BackupRequest {
  readonly loader: FlashLoader;
  readonly mac: string;
  readonly ranges: readonly { readonly offset: number; readonly length: number }[];
  readonly backups: BackupStore;
  /** age recipient of the release's owner, where the release names one. */
  readonly ownerRecipient: string | undefined;
}

/** Reads the ranges and keeps them, encrypted; durable when resolved. Reads only. Throws `backup.failed` or the loader's errors. */
export async function backupUnit(request: BackupRequest, options: TransferOptions = {}): Promise<BackupInfo> {
  const { loader, ranges, backups, mac, ownerRecipient } = request;
  return backups.save({ mac }, await readPieces(loader, ranges, options), ownerRecipient);
}

/** The bytes of the ranges; progress counts over all of them. Throws the loader's errors. */
export async function readPieces(
  loader: FlashLoader,
  ranges: BackupRequest['ranges'],
  options: TransferOptions = {},
): Promise<BackupPiece[]> {
  const total = ranges.reduce((sum, { length }) => sum + length, 0);
  const pieces: BackupPiece[] = [];
  let before = 0;
  for (const { offset, length } of ranges) {
    const base = before;
    const bytes = await loader.read(flashOffset(offset), length, {
      onProgress: (done) => options.onProgress?.(base + done, total),
      signal: options.signal,
    });
    pieces.push({ offset, bytes });
    before += length;
  }
  return pieces;
}
