import { boot } from './boot-model.ts';
import type { SimUnit } from './units/sim-unit.ts';
import { VirtualUnit, type VirtualUnitOptions } from './virtual-unit.ts';

/** Gives power to a unit: from here on it answers on its port, boots from its flash and can be taken for a real one. */
export function switchOn(
  { chip, flash, efuse }: SimUnit,
  options: Pick<VirtualUnitOptions, 'wiring' | 'timing' | 'clock'> = {},
): VirtualUnit {
  return new VirtualUnit({ chip, flash, efuse, bootModel: boot, ...options });
}
