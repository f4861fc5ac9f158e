import { boot } from '../../../electron/sim/boot-model.ts';
import type { BootRun, ResetCause } from '../../../electron/sim/boot-run.ts';
import { EfuseBlock } from '../../../electron/sim/efuse-block.ts';
import { FlashChip } from '../../../electron/sim/flash-chip.ts';
import { instantTiming } from '../../../electron/sim/timing.ts';
import type { SimUnit } from '../../../electron/sim/units/sim-unit.ts';

/** Starts a unit once; what the start changes is in the unit's flash afterwards. */
export function start(
  unit: SimUnit,
  options: { readonly brownOutAtBoot?: boolean; readonly cause?: ResetCause } = {},
): BootRun & { readonly text: string } {
  const flash = new FlashChip(unit.flash, instantTiming);
  const efuse = new EfuseBlock(unit.chip, unit.efuse);
  const faults = { brownOutAtBoot: options.brownOutAtBoot ?? false };
  const run = boot({ chip: unit.chip, flash, efuse, faults }, options.cause ?? 'power');
  unit.flash.set(flash.bytes);
  return { ...run, text: run.output.map(({ text }) => text).join('') };
}
