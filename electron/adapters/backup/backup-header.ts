import { z } from 'zod';
import { RecoveryError } from '../../core/errors/recovery-error.ts';

/** What a backup says of itself, in one line of JSON before the compressed bytes; inside the encryption. */
export interface BackupHeader {
  readonly format: 1;
  readonly id: string;
  readonly mac: string;
  readonly createdAt: string;
  /** In the order in which their bytes follow. */
  readonly pieces: readonly { readonly offset: number; readonly length: number; readonly sha256: string }[];
}

/** Largest backup: four times the largest flash, so that nothing sane is refused and nothing endless is read. */
export const maxBackupBytes = 64 << 20;

/** Longest header line: some 10,000 pieces. */
export const maxHeaderBytes = 1 << 20;

const length = z.number().int().nonnegative().max(maxBackupBytes);

const backupHeaderSchema = z.object({
  format: z.literal(1),
  id: z.string().max(100),
  mac: z.string().max(40),
  createdAt: z.string().max(40),
  pieces: z.array(z.object({ offset: length, length, sha256: z.string().regex(/^[0-9a-f]{64}$/) })),
});

export function encodeBackupHeader(header: BackupHeader): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(header)}\n`);
}

/** The header of backup `id`, from its line without the line feed. Throws `backup.unreadable`. */
export function parseBackupHeader(id: string, line: Uint8Array): BackupHeader {
  const header = backupHeaderSchema.safeParse(parseJson(line));
  if (!header.success) throw new RecoveryError('backup.unreadable', { id, reason: 'header' });
  if (header.data.id !== id) throw new RecoveryError('backup.unreadable', { id, reason: 'other-backup' });
  if (totalBytes(header.data.pieces) > maxBackupBytes)
    throw new RecoveryError('backup.unreadable', { id, reason: 'size' });
  return header.data;
}

export function totalBytes(pieces: readonly { readonly length: number }[]): number {
  return pieces.reduce((sum, piece) => sum + piece.length, 0);
}

function parseJson(line: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(line));
  } catch {
    return undefined;
  }
}
