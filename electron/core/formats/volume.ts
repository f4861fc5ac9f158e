import type { Parsed } from './parsed.ts';

/** A file of a file system. */
export interface VolumeFile {
  readonly path: string;
  /** Its content, as far as it could be put together. */
  readonly bytes: Uint8Array;
  /** False where some of it is missing. */
  readonly intact: boolean;
}

/**
 * Reads the files of one file system out of a whole partition; malformed where the bytes are none of its kind. One such
 * function per file system is all that the search for trust anchors needs to know of it.
 */
export type VolumeReader = (partition: Uint8Array) => Parsed<readonly VolumeFile[]>;
