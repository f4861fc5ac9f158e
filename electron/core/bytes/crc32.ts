/** The reflected CRC-32 polynomial that every format here uses (FORMATS §0.1). */
const polynomial = 0xedb88320;

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1;
  return value >>> 0;
});

/** Runs the CRC register over the bytes; no inversion before or after. */
export function crc32Register(register: number, bytes: Uint8Array): number {
  let value = register >>> 0;
  for (const byte of bytes) value = ((table[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8)) >>> 0;
  return value;
}

/**
 * `crcA` of FORMATS §0.1: register starts at 0, result inverted; the ROM's `crc32_le(UINT32_MAX, …)`.
 * Used by otadata, NVS, wear levelling and esp_secure_cert. An all-zero buffer gives 0xFFFFFFFF.
 */
export function crc32Rom(bytes: Uint8Array): number {
  return (crc32Register(0, bytes) ^ 0xffffffff) >>> 0;
}

/** `crcB` of FORMATS §0.1: the zlib CRC-32, used by secure boot v2 signature blocks. */
export function crc32Zlib(bytes: Uint8Array): number {
  return (crc32Register(0xffffffff, bytes) ^ 0xffffffff) >>> 0;
}
