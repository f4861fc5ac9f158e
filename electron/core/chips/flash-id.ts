const adesto = 0x1f;

/**
 * Bytes of the flash that a JEDEC id names: manufacturer in bits 0-7, type 8-15, capacity 16-23 (FORMATS §10.5).
 * Undefined where nothing answered or the capacity code is none that the loaders know.
 */
export function flashSizeOf(flashId: number): number | undefined {
  const exponent = (flashId & 0xff) === adesto ? adestoExponent(flashId) : capacityExponent((flashId >>> 16) & 0xff);
  return exponent === undefined ? undefined : 2 ** exponent;
}

/** 0x12…0x1C are powers of two, 0x20…0x22 continue at 64 MiB, and 0x32…0x3A repeat the first row. */
function capacityExponent(code: number): number | undefined {
  if (code >= 0x12 && code <= 0x1c) return code;
  if (code >= 0x20 && code <= 0x22) return code - 6;
  if (code >= 0x32 && code <= 0x3a) return code - 0x20;
  return undefined;
}

/** Adesto keeps a density code in the low five bits of the type byte: 4 is 4 Mbit (AT25SF041 data sheet). */
function adestoExponent(flashId: number): number | undefined {
  const density = (flashId >>> 8) & 0x1f;
  return density >= 3 && density <= 9 ? density + 15 : undefined;
}
