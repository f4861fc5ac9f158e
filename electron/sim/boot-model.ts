import type { ChipFamily } from '../core/chips/chip.ts';
import { startApp } from './boot/app-start.ts';
import type { BootFailure, BootFlash, BootingChip, ResetCause } from './boot/booting-chip.ts';
import { BootConsole, type ConsoleOutput } from './boot/console.ts';
import { loadBootloader, printGreeting } from './boot/rom.ts';
import { runBootloader } from './boot/second-stage.ts';
import { flashCipher } from './security/flash-encryption.ts';
import { type FuseWords, readFuses } from './security/fuses.ts';

/** What a start from flash works on. */
export interface BootUnit {
  readonly chip: ChipFamily;
  readonly flash: BootFlash;
  readonly efuse: FuseWords;
  readonly faults: { readonly brownOutAtBoot: boolean };
}

/**
 * What a start printed and how it ended: the app runs, the chip resets (for `cause`) and boots again, or it stays silent
 * for good.
 */
export interface BootResult {
  readonly output: readonly ConsoleOutput[];
  readonly ends: 'running' | 'loop' | 'dead';
  readonly cause?: ResetCause;
}

/**
 * A start of a chip from its flash, as far as it can be seen from outside: ROM, second-stage bootloader and app print
 * what the real ones print, and change what the real ones change (otadata, NVS, wear levelling). `cause` is why it started.
 */
export function boot(unit: BootUnit, cause: ResetCause = 'power'): BootResult {
  const fuses = readFuses(unit.efuse, unit.chip);
  const chip: BootingChip = {
    family: unit.chip,
    flash: unit.flash,
    fuses,
    cipher: flashCipher(fuses, unit.chip),
    console: new BootConsole(),
  };
  printGreeting(chip, cause);
  const failure = run(chip, unit.faults.brownOutAtBoot);
  return { output: chip.console.output, ...(failure ?? { ends: 'running' }) };
}

function run(chip: BootingChip, browningOut: boolean): BootFailure | undefined {
  const bootloader = loadBootloader(chip);
  if ('ends' in bootloader) return bootloader;
  const app = runBootloader(chip, bootloader);
  return 'ends' in app ? app : startApp(chip, app, browningOut);
}
