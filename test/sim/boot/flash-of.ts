import type { BootFlash, ResetCause } from '../../../electron/sim/boot/booting-chip.ts';
import { type BootResult, boot } from '../../../electron/sim/boot-model.ts';
import { fuseWords } from '../../../electron/sim/security/fuses.ts';
import type { SimUnit } from '../../../electron/sim/units/sim-unit.ts';

/** A flash that erases to FF and whose programming only clears bits. */
export function flashOf(bytes: Uint8Array): BootFlash {
  return {
    bytes,
    erase: (offset, end) => bytes.fill(0xff, offset, end),
    program: (offset, data) => {
      for (const [index, byte] of data.entries()) bytes[offset + index] = (bytes[offset + index] ?? 0xff) & byte;
    },
  };
}

/** Starts a unit once. */
export function start(
  unit: SimUnit,
  options: { readonly brownOutAtBoot?: boolean; readonly cause?: ResetCause } = {},
): BootResult & { readonly text: string } {
  const faults = { brownOutAtBoot: options.brownOutAtBoot ?? false };
  const efuse = fuseWords(unit.efuse);
  const result = boot({ chip: unit.chip, flash: flashOf(unit.flash), efuse, faults }, options.cause);
  return { ...result, text: result.output.map(({ text }) => text).join('') };
}
