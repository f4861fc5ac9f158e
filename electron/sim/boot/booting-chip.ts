import { viewOf } from '../../core/bytes/byte-view.ts';
import type { ChipFamily } from '../../core/chips/chip.ts';
import type { ResetCause } from '../boot-run.ts';
import type { FlashChip } from '../flash-chip.ts';
import type { FlashCipher } from '../security/flash-encryption.ts';
import type { Fuses } from '../security/fuses.ts';
import type { BootConsole } from './console.ts';

/** The flash as software on the chip sees and changes it. */
export type BootFlash = Pick<FlashChip, 'bytes' | 'erase' | 'program'>;

/** A chip in the course of starting. */
export interface BootingChip {
  readonly family: ChipFamily;
  readonly flash: BootFlash;
  readonly fuses: Fuses;
  /** Undefined where flash encryption is off. */
  readonly cipher: FlashCipher | undefined;
  readonly console: BootConsole;
}

/** A start that went wrong: the chip resets for that cause and tries again, or stays dead. */
export interface BootFailure {
  readonly ends: 'loop' | 'dead';
  readonly cause: ResetCause;
}

const sectorLength = 0x1000;

/** Flash as the CPU sees it through the cache: decrypted where encryption is on. Offsets as the cipher wants them. */
export function readPlain({ flash, cipher }: BootingChip, offset: number, length: number): Uint8Array {
  const stored = flash.bytes.subarray(offset, offset + length);
  return cipher ? cipher.decrypt(offset, stored) : stored;
}

/** Like `readPlain`, without the erased sectors at the end, which decrypt to nothing that anybody reads and cost time. */
export function readProgrammed(chip: BootingChip, offset: number, length: number): Uint8Array {
  const stored = chip.flash.bytes.subarray(offset, offset + length);
  const used = stored.findLastIndex((byte) => byte !== 0xff) + 1;
  return readPlain(chip, offset, Math.min(length, Math.ceil(used / sectorLength) * sectorLength));
}

/** Erases a sector and writes it anew, through encryption where that is on. */
export function rewriteSector({ flash, cipher }: BootingChip, offset: number, content: Uint8Array): void {
  flash.erase(offset, offset + sectorLength);
  flash.program(offset, cipher ? cipher.encrypt(offset, content) : content);
}

/** The first word of a range, as ROMs print it. */
export function firstWord(bytes: Uint8Array): string {
  return viewOf(bytes).getUint32(0, true).toString(16).padStart(8, '0');
}
