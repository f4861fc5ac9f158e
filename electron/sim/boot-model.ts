import type { ChipFamily } from '../core/chips/chip.ts';
import { startApp } from './boot/app-start.ts';
import type { BootFailure, BootFlash, BootingChip } from './boot/booting-chip.ts';
import { BootConsole } from './boot/console.ts';
import { loadBootloader } from './boot/rom.ts';
import { runBootloader } from './boot/second-stage.ts';
import type { BootRun, ResetCause } from './boot-run.ts';
import { flashGreeting } from './rom-text.ts';
import { flashCipher } from './security/flash-encryption.ts';
import { type FuseWords, readFuses } from './security/fuses.ts';

/** What a start needs of a unit: any flash and eFuses of these shapes will do. */
export interface BootUnit {
  readonly chip: ChipFamily;
  readonly flash: BootFlash;
  readonly efuse: FuseWords;
  readonly faults: { readonly brownOutAtBoot: boolean };
}

/**
 * A start of a chip from its flash, as far as it can be seen from outside: ROM, second-stage bootloader and app print
 * what the real ones print, and change what the real ones change (otadata, NVS, wear levelling).
 */
export function boot({ chip: family, flash, efuse, faults }: BootUnit, cause: ResetCause = 'power'): BootRun {
  const fuses = readFuses(efuse, family);
  const chip = { family, flash, fuses, cipher: flashCipher(fuses, family), console: new BootConsole() };
  for (const line of flashGreeting(family, efuse, cause).trimEnd().split('\r\n')) chip.console.print(line);
  const failure = run(chip, faults.brownOutAtBoot);
  return { output: chip.console.output, ...(failure ?? { ends: 'running' }) };
}

function run(chip: BootingChip, browningOut: boolean): BootFailure | undefined {
  const bootloader = loadBootloader(chip);
  if ('ends' in bootloader) return bootloader;
  const app = runBootloader(chip, bootloader);
  return 'ends' in app ? app : startApp(chip, app, browningOut);
}
