import type { UnitEntity } from '../../../contract/state.ts';

/** Work that no plan stands behind, as the unit's entity names it. */
export type SingleWork = 'inspect' | 'listen' | 'backup' | 'restore';

/** How far such work is; without a total where that cannot be told. */
export function singleProgress(kind: SingleWork, done = 0, total = 0): NonNullable<UnitEntity['progress']> {
  return { step: { index: 0, count: 1, kind, target: 'flash' }, done, total };
}
