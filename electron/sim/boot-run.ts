import type { ChipFamily } from '../core/chips/chip.ts';
import type { EfuseBlock } from './efuse-block.ts';
import type { FlashChip } from './flash-chip.ts';

/** Text of a boot, `afterMs` after the chip left reset. Line ends are part of the text. */
export interface BootOutput {
  readonly afterMs: number;
  readonly text: string;
}

/** Why a chip started. */
export type ResetCause = 'power' | 'watchdog' | 'bootloader' | 'panic' | 'brownout';

/**
 * One start of the chip from its flash: what it prints, from the ROM's first line on and in order of time, and how it
 * ends: the application runs, the chip resets for `cause` and starts again, or it stays silent for good.
 */
export interface BootRun {
  readonly output: readonly BootOutput[];
  readonly ends: 'running' | 'loop' | 'dead';
  readonly cause?: ResetCause;
}

/** What a start can see and change. Changes of flash (otadata, NVS) are made on the chip itself. */
export interface BootingUnit {
  readonly chip: ChipFamily;
  readonly flash: FlashChip;
  readonly efuse: EfuseBlock;
  readonly faults: { readonly brownOutAtBoot: boolean };
}

/** Plays one start from flash; called for every one, those of a loop included. */
export type BootModel = (unit: BootingUnit, cause: ResetCause) => BootRun;
