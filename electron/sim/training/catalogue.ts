import { copyOf, parseCopy } from './copies.ts';
import { lineUnits } from './line-units.ts';
import { lockedUnits } from './locked-units.ts';
import { productUnits } from './product-units.ts';
import type { TrainingUnit } from './training-unit.ts';

/** Every lesson of training mode, in the order in which to show them: the typical unit first. */
export const trainingUnits: readonly TrainingUnit[] = [...productUnits, ...lineUnits, ...lockedUnits];

/** The lesson of an id, or a copy of it (`seed~2` to `seed~32`) as another unit of the series; undefined where there is none. */
export function findTrainingUnit(id: string): TrainingUnit | undefined {
  const copy = parseCopy(id);
  const place = trainingUnits.findIndex((unit) => unit.id === (copy?.of ?? id));
  const unit = trainingUnits[place];
  return unit === undefined || copy === undefined ? unit : copyOf(unit, place, copy.number);
}
