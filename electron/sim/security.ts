import { chips } from '../core/chips/catalogue.ts';
import type { EfuseBlock } from './efuse-block.ts';
import { type Hardware, opcodes } from './loader.ts';

/** What burnt eFuses forbid the loaders (FORMATS §9; behaviour recorded from the real ROMs). */
export interface Lockdown {
  /** The ROM never enters its loader. */
  readonly downloadDisabled: boolean;
  /** The ROM's loader takes a handful of opcodes only. */
  readonly secureDownload: boolean;
  /** The chip resets where a stub would start. */
  readonly stubResets: boolean;
  /** The ROM refuses to encrypt what it writes. */
  readonly encryptedWriteDisabled: boolean;
}

/** Reads the lockdown off the eFuses. An ESP32 below revision 3 ignores UART_DOWNLOAD_DIS (FORMATS §9.1). */
export function readLockdown({ chip, efuse }: Pick<Hardware, 'chip' | 'efuse'>): Lockdown {
  if (chip === 'ESP32') {
    const downloadDisabled = bit(efuse, 0, 27) && bit(efuse, 3, 15) && bit(efuse, 5, 20);
    return { downloadDisabled, secureDownload: false, stubResets: false, encryptedWriteDisabled: false };
  }
  return {
    downloadDisabled: bit(efuse, 4, 0),
    secureDownload: bit(efuse, 4, 5),
    stubResets: bit(efuse, 3, 20),
    encryptedWriteDisabled: bit(efuse, 1, 20),
  };
}

/** Opcodes that the C3's ROM takes in secure download mode. */
export const secureDownloadOpcodes: ReadonlySet<number> = new Set([
  opcodes.flashBegin,
  opcodes.flashData,
  opcodes.flashEnd,
  opcodes.sync,
  opcodes.spiSetParams,
  opcodes.spiAttach,
  opcodes.changeBaudRate,
  opcodes.getSecurityInfo,
]);

/** Payload of GET_SECURITY_INFO on the C3, 20 bytes (FORMATS §9.6). */
export function securityInfo(efuse: EfuseBlock): Uint8Array {
  const info = new Uint8Array(20);
  const view = new DataView(info.buffer);
  view.setUint32(0, securityFlags(efuse), true);
  info[4] = (efuse.word(2) >>> 18) & 7;
  for (let key = 0; key < 6; key++) info[5 + key] = keyPurpose(efuse, key);
  info[11] = 0x0c; // a seventh purpose, as recorded
  view.setUint32(12, chips['ESP32-C3'].imageChipId, true);
  view.setUint32(16, (efuse.word(9) >>> 18) & 7, true); // the wafer's minor revision
  return info;
}

function securityFlags(efuse: EfuseBlock): number {
  const bits: [word: number, bit: number][] = [
    [3, 20], // SECURE_BOOT_EN
    [3, 21], // SECURE_BOOT_AGGRESSIVE_REVOKE
    [4, 5], // ENABLE_SECURITY_DOWNLOAD
    [2, 21], // SECURE_BOOT_KEY_REVOKE0..2
    [2, 22],
    [2, 23],
  ];
  return bits.reduce((flags, [word, index], position) => flags | (bit(efuse, word, index) ? 1 << position : 0), 0);
}

function keyPurpose(efuse: EfuseBlock, key: number): number {
  return key < 2 ? (efuse.word(2) >>> (24 + 4 * key)) & 15 : (efuse.word(3) >>> (4 * (key - 2))) & 15;
}

function bit(efuse: EfuseBlock, word: number, index: number): boolean {
  return ((efuse.word(word) >>> index) & 1) === 1;
}
