import { isErased, sameBytes } from '../bytes/byte-view.ts';
import { md5 } from '../bytes/digest.ts';
import { flashOffset } from '../bytes/flash-offset.ts';
import type { FlashLoader, TransferProgress } from '../interfaces/flash-loader.ts';

/** Flash to inspect: a unit's over the wire, or the bytes of a file. */
export interface FlashReader {
  /** Bytes there are to read. */
  readonly size: number;
  /** The bytes of a range, fewer where it reaches beyond the end. Over the wire a call costs about as much as 400 bytes do. */
  read(offset: number, length: number): Promise<Uint8Array>;
  /** True where the whole range is erased; a unit answers with a digest, which costs a twentieth of reading. */
  isErased(offset: number, length: number): Promise<boolean>;
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
export function unitFlash(
  loader: Pick<FlashLoader, 'read' | 'md5'>,
  size: number,
  { onProgress, signal }: UnitFlashOptions,
): FlashReader {
  let before = 0;
  return flashOver(size, {
    async read(offset, length) {
      const bytes = await loader.read(flashOffset(offset), length, {
        signal,
        onProgress: onProgress && ((done) => onProgress(before + done, before + length)),
      });
      before += length;
      return bytes;
    },
    async isErased(offset, length) {
      const digest = await loader.md5(flashOffset(offset), length, { signal });
      return sameBytes(digest, erasedMd5(length));
    },
  });
}

/** A flash dump, or any other file that begins where flash would. */
export function fileFlash(bytes: Uint8Array): FlashReader {
  const rangeOf = (offset: number, length: number) => bytes.subarray(offset, offset + length);
  return flashOver(bytes.length, {
    read: async (offset, length) => rangeOf(offset, length),
    isErased: async (offset, length) => isErased(rangeOf(offset, length)),
  });
}

function flashOver(size: number, source: Pick<FlashReader, 'read' | 'isErased'>): FlashReader {
  const spans: FlashSpan[] = [];
  const available = (offset: number, length: number) => Math.max(0, Math.min(length, size - offset));
  return {
    size,
    async read(offset, length) {
      const clipped = available(offset, length);
      if (clipped === 0) return new Uint8Array(0);
      spans.push({ offset, length: clipped });
      return source.read(offset, clipped);
    },
    async isErased(offset, length) {
      const clipped = available(offset, length);
      return clipped === 0 || source.isErased(offset, clipped);
    },
    coverage: () => joinSpans(spans, 0),
  };
}

const erasedDigests = new Map<number, Uint8Array>();

/** MD5 of erased flash, by length; few lengths occur. */
function erasedMd5(length: number): Uint8Array {
  const digest = erasedDigests.get(length) ?? md5(new Uint8Array(length).fill(0xff));
  erasedDigests.set(length, digest);
  return digest;
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
