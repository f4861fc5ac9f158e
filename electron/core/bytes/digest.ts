import { md5 } from '@noble/hashes/legacy.js';
import { sha256, sha384 } from '@noble/hashes/sha2.js';
import { encodeHex } from './hex.ts';

/** MD5 only where the chip speaks it (SPI_FLASH_MD5, partition table, NVS tools): never for trust. */
export { md5, sha256, sha384 };

/** SHA-256 of the bytes as 64 lower-case hexadecimal digits. */
export function sha256Hex(bytes: Uint8Array): string {
  return encodeHex(sha256(bytes));
}
