import { deflateSync } from 'node:zlib';
import { blockSize, pageSize, sectorSize } from '../../electron/sim/flash-chip.ts';
import { realTiming, type Timing } from '../../electron/sim/timing.ts';

/** The shortest time that a write can take, by what limits it; milliseconds. */
export interface WriteLimits {
  /** Its bytes as they are or deflated at level 9, whichever are fewer, on the line without frames, escapes or answers. */
  readonly wireMs: number;
  /** Erasing and programming one after the other, 64 KiB at once where that is possible (DESIGN §6). */
  readonly flashMs: number;
}

/** Limits of writing `data` to an offset on a sector, at a rate in bits per second. */
export function writeLimits(
  data: Uint8Array,
  offset: number,
  baudRate: number,
  timing: Timing = realTiming,
): WriteLimits {
  const wireBytes = Math.min(data.length, deflateSync(data, { level: 9 }).length);
  const pages = Math.ceil(data.length / pageSize);
  return {
    wireMs: (wireBytes * timing.bitsPerByte * 1000) / baudRate,
    flashMs: eraseMs(offset, data.length, timing) + pages * timing.programPageMs,
  };
}

function eraseMs(offset: number, length: number, timing: Timing): number {
  const end = Math.ceil((offset + length) / sectorSize) * sectorSize;
  let ms = 0;
  for (let at = offset; at < end; ) {
    const whole = at % blockSize === 0 && at + blockSize <= end;
    ms += whole ? timing.eraseBlockMs : timing.eraseSectorMs;
    at += whole ? blockSize : sectorSize;
  }
  return ms;
}

/** Limits of several writes one after the other. */
export function addLimits(limits: readonly WriteLimits[]): WriteLimits {
  return {
    wireMs: limits.reduce((sum, { wireMs }) => sum + wireMs, 0),
    flashMs: limits.reduce((sum, { flashMs }) => sum + flashMs, 0),
  };
}

/** The limit that decides. */
export function tighterLimit({ wireMs, flashMs }: WriteLimits): {
  readonly name: 'wire' | 'flash';
  readonly ms: number;
} {
  return wireMs >= flashMs ? { name: 'wire', ms: wireMs } : { name: 'flash', ms: flashMs };
}
