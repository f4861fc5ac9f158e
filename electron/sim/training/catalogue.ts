import { lineUnits } from './line-units.ts';
import { lockedUnits } from './locked-units.ts';
import { productUnits } from './product-units.ts';
import type { TrainingUnit } from './training-unit.ts';

/** Every lesson of training mode, in the order in which to show them: the typical unit first. */
export const trainingUnits: readonly TrainingUnit[] = [...productUnits, ...lineUnits, ...lockedUnits];

/** The lesson of an id; undefined where there is none. */
export function findTrainingUnit(id: string): TrainingUnit | undefined {
  return trainingUnits.find((unit) => unit.id === id);
}
