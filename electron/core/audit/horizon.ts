import type { Audit, AuditedImage, Horizon } from './audit.ts';

/** A firmware of a folder and its audit. */
export interface AuditedFile {
  /** Path in the folder. */
  readonly file: string;
  /** The image inside, where the file is a release package. */
  readonly member?: string | undefined;
  readonly audit: Audit;
}

export interface CalendarEntry extends Omit<AuditedFile, 'audit'> {
  readonly image: AuditedImage;
  readonly horizon: Horizon;
  /** True where the update path is lost already. */
  readonly lost: boolean;
  readonly roots: number;
}

/** When which firmware of a folder loses its update path, the first first. */
export interface TrustCalendar {
  readonly schema: 1;
  readonly entries: readonly CalendarEntry[];
  /** Files that are no firmware, or packages that were refused, with the code of the error. */
  readonly skipped: readonly { readonly file: string; readonly code: string }[];
}

/** Firmware without any root comes first, that whose roots have no date last. */
export function trustCalendar(
  files: readonly AuditedFile[],
  skipped: TrustCalendar['skipped'],
  now: number,
): TrustCalendar {
  const entries = files.map(({ audit: { image, horizon, anchors }, ...file }) => ({
    ...file,
    image,
    horizon,
    lost: endOf(horizon) < now,
    roots: anchors.length,
  }));
  return { schema: 1, entries: entries.sort(byEnd), skipped };
}

/** Path of the firmware and the version in it, as a name for people; nothing in it is made harmless. */
export function entryName({ file, member, image }: CalendarEntry): string {
  const path = member === undefined ? file : `${file}:${member}`;
  return image.version === undefined ? path : `${path} (${image.version})`;
}

function byEnd(a: CalendarEntry, b: CalendarEntry): number {
  return endOf(a.horizon) - endOf(b.horizon) || (a.file < b.file ? -1 : 1);
}

function endOf(horizon: Horizon): number {
  if (horizon.kind === 'date') return Date.parse(horizon.date);
  return horizon.kind === 'none' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
