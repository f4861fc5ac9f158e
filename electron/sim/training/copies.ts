import { plainEfuse } from '../efuse-block.ts';
import type { TrainingUnit } from './training-unit.ts';

/** Most units of one kind: as many as a batch has stations. */
export const maxCopies = 32;

/** Where the MAC stands in the eFuse image, and how many bytes it has with its check byte. */
const macField = { ESP32: { offset: 4, length: 7 }, 'ESP32-C3': { offset: 24, length: 6 } } as const;

/** The unit once more, as the `number`-th of the series: the same but for its MAC. `place` is that of the unit in the catalogue. */
export function copyOf(unit: TrainingUnit, place: number, number: number): TrainingUnit {
  return {
    ...unit,
    id: `${unit.id}~${number}`,
    async make(options) {
      const original = await unit.make(options);
      const { offset, length } = macField[original.chip];
      const efuse = new Uint8Array(original.efuse);
      const mac = Uint8Array.of(0x24, 0x6f, 0x28, 0x7c, place, number);
      efuse.set(plainEfuse(original.chip, mac).subarray(offset, offset + length), offset);
      return { ...original, efuse };
    },
  };
}

/** `seed~3` is the third seed unit; undefined for what names no copy. */
export function parseCopy(id: string): { readonly of: string; readonly number: number } | undefined {
  const [, of, digits] = /^([a-z][a-z0-9-]*)~([1-9]\d?)$/.exec(id) ?? [];
  const number = Number(digits);
  return of === undefined || number < 2 || number > maxCopies ? undefined : { of, number };
}
