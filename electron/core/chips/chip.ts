/** Chip families by the names Espressif uses. ESP32 and ESP32-C3 are supported; others are named and refused. */
export type ChipFamily = 'ESP32' | 'ESP32-C3';

/** What differs between chips, as data. Sources: FORMATS §1.1, §2.1, §2.2, §9, §10.5. */
export interface Chip {
  readonly family: ChipFamily;
  /** `chip_id` of image headers; 0 also means "a header that has no such field" (FORMATS §2.1). */
  readonly imageChipId: number;
  /** Values of the register 0x40001000 by which the ROM tells its chip. */
  readonly magics: readonly number[];
  readonly hasSecurityInfo: boolean;
  readonly bootloaderOffset: number;
  /** First address of the read registers of eFuse BLK0. */
  readonly efuseBase: number;
  /** Register ranges `[first, end)` that program eFuses: nothing of ours ever writes there (FORMATS §9). */
  readonly efuseProgramRanges: readonly (readonly [number, number])[];
  readonly spiBase: number;
  /** Register offsets of the SPI controller's user command (FORMATS §10.5). */
  readonly spiRegisters: {
    readonly usr: number;
    readonly usr1: number;
    readonly usr2: number;
    readonly w0: number;
    readonly mosiLength: number;
    readonly misoLength: number;
  };
  /** CPU addresses `[first, end)` at which flash rodata is mapped. */
  readonly drom: readonly [number, number];
  readonly irom: readonly [number, number];
  /** FLASH_BEGIN and DEFL_BEGIN of the ROM take this many words (ESPTOOL-JS §4). */
  readonly romBeginWords: 4 | 5;
}

export const romMagicRegister = 0x40001000;
