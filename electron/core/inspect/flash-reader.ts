import { flashOffset } from '../bytes/flash-offset.ts';
import type { FlashLoader, TransferProgress } from '../interfaces/flash-loader.ts';

/** Flash to inspect: a unit's over the wire, or the bytes of a file. */
export interface FlashReader {
  /** Bytes there are to read. */
  readonly size: number;
  /** The bytes of a range, fewer where it reaches beyond the end. Over the wire a call costs about as much as 400 bytes do. */
  read(offset: number, length: number): Promise<Uint8Array>;
  /** Everything read so far: sorted, touching ranges joined. */
  coverage(): FlashSpan[];
}

export interface FlashSpan {
  readonly offset: number;
  readonly length: number;
}

export interface UnitFlashOptions {
  /** Done and total bytes of what was asked for so far: the total grows as more is asked for. */
  readonly onProgress?: TransferProgress | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The flash of a connected unit. Reads reject as the loader does. */
export function unitFlash(loader: Pick<FlashLoader, 'read'>, size: number, options: UnitFlashOptions): FlashReader {
  const { onProgress, signal } = options;
  let before = 0;
  return flashOver(size, async (offset, length) => {
    const bytes = await loader.read(flashOffset(offset), length, {
      signal,
      onProgress: onProgress && ((done) => onProgress(before + done, before + length)),
    });
    before += length;
    return bytes;
  });
}

/** A flash dump, or any other file that begins where flash would. */
export function fileFlash(bytes: Uint8Array): FlashReader {
  return flashOver(bytes.length, async (offset, length) => bytes.subarray(offset, offset + length));
}

function flashOver(size: number, readRange: (offset: number, length: number) => Promise<Uint8Array>): FlashReader {
  const spans: FlashSpan[] = [];
  return {
    size,
    async read(offset, length) {
      const available = Math.min(length, size - offset);
      if (available <= 0) return new Uint8Array(0);
      spans.push({ offset, length: available });
      return readRange(offset, available);
    },
    coverage: () => joinSpans(spans, 0),
  };
}

/** The spans by ascending offset; those that lie no more than `gap` bytes apart are one. */
export function joinSpans(spans: readonly FlashSpan[], gap: number): FlashSpan[] {
  const joined: FlashSpan[] = [];
  for (const span of [...spans].sort((a, b) => a.offset - b.offset)) {
    const last = joined.at(-1);
    if (last === undefined || span.offset > last.offset + last.length + gap) joined.push(span);
    else {
      const end = Math.max(last.offset + last.length, span.offset + span.length);
      joined[joined.length - 1] = { offset: last.offset, length: end - last.offset };
    }
  }
  return joined;
}
