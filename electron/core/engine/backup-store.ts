/** Bytes of one range of flash. */
export interface BackupPiece {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

export interface BackupInfo {
  readonly id: string;
  readonly mac: string;
  readonly createdAt: string;
  readonly pieces: readonly { readonly offset: number; readonly length: number; readonly sha256: string }[];
}

/** Where backups go: encrypted at rest to the station and to the release's owner (DESIGN §5.7). */
export interface BackupStore {
  /** Encrypts and keeps the pieces; durable when resolved. Throws `backup.failed`. */
  save(
    unit: { readonly mac: string },
    pieces: readonly BackupPiece[],
    ownerRecipient: string | undefined,
  ): Promise<BackupInfo>;
  /** Decrypts with this station's key. Throws `backup.unreadable` or `backup.wrong-key`. */
  load(id: string): Promise<{ readonly info: BackupInfo; readonly pieces: readonly BackupPiece[] }>;
  list(): Promise<readonly { readonly id: string; readonly mac: string; readonly createdAt: string }[]>;
}
