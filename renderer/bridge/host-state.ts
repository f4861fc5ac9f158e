import type { HostChange, HostState } from '../../electron/contract/state.ts';

/** Before the first snapshot. */
export const emptyState: HostState = {
  app: {},
  settings: {},
  profile: {},
  ports: {},
  units: {},
  releases: {},
  keys: {},
  training: {},
  batch: {},
  stations: {},
  nearby: {},
  radio: {},
  'access-point': {},
};

/** A state with the changes in it; kinds that did not change stay the same objects, so that nothing redraws for them. */
export function applyChanges(state: HostState, changes: readonly HostChange[]): HostState {
  let next = state;
  for (const { kind, id, value } of changes) {
    const { [id]: _before, ...others } = next[kind];
    next = { ...next, [kind]: value === undefined ? others : { ...next[kind], [id]: value } };
  }
  return next;
}
