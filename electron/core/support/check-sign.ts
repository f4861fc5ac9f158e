/** Powers of the generator 2 of GF(16) with x^4 + x + 1: fifteen different weights. */
const powers = [1, 2, 4, 8, 3, 6, 12, 11, 5, 10, 7, 14, 15, 13, 9];

function multiply(a: number, b: number): number {
  if (a === 0 || b === 0) return 0;
  return powers[(powers.indexOf(a) + powers.indexOf(b)) % powers.length] ?? 0;
}

/** Sum of values below 16, each times the weight of its place, over GF(16). */
function weightedSum(values: readonly number[]): number {
  return values.reduce((sum, value, place) => sum ^ multiply(value, powers[place + 1] ?? 0), 0);
}

/**
 * The value that is put before others so that the whole passes `isChecked`. The weights are different and not zero, so
 * any one wrong value and any two exchanged ones are noticed, and of anything else fifteen of sixteen. For up to 14 values.
 */
export function checkValue(values: readonly number[]): number {
  return weightedSum(values);
}

/** Whether the check value, which comes first, fits the others. */
export function isChecked(values: readonly number[]): boolean {
  const [check, ...others] = values;
  return check === checkValue(others);
}
