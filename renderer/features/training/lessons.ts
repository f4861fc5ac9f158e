import type { Screen } from '../../app/route.ts';

/** Lessons about what stands between a person and a unit, which Guided walks through; all others look into the unit. */
const guidedLessons: readonly string[] = [
  'seed',
  'wrong-cable',
  'no-driver',
  'no-permission',
  'port-busy',
  'wrong-strap',
  'noisy-line',
  'brown-out',
  'ble-seed',
  'softap-seed',
  'ble-old',
];

/** Where a lesson is best seen. */
export function screenOfLesson(id: string): Extract<Screen, 'guided' | 'technician'> {
  return guidedLessons.includes(id) ? 'guided' : 'technician';
}
