import { useEffect, useState, useSyncExternalStore } from 'react';
import type { HostState, UnitEntity } from '../../../electron/contract/state.ts';
import { useHost } from '../../bridge/host-context.tsx';
import { emptyMemory, type GuidedMemory, remember, type Way } from './guided-memory.ts';
import { guidedStep, type Step } from './guided-step.ts';

/** What Guided shows now, and what it was made from. */
export interface Guided {
  readonly state: HostState;
  readonly memory: GuidedMemory;
  readonly step: Step;
  /** A person wants to reach the unit like this from now on. */
  readonly choose: (way: Way) => void;
}

export function useGuided(): Guided {
  const host = useHost();
  const state = useSyncExternalStore(host.subscribe, () => host.view().state);
  const [kept, setMemory] = useState(emptyMemory);
  const memory = remember(kept, state);
  if (memory !== kept) setMemory(memory);
  useForgetting(state);
  const choose = (way: Way) => setMemory((before) => ({ ...before, way }));
  return { state, memory, step: guidedStep(state, memory), choose };
}

/** What was read from a unit that was taken away says nothing of the next one on the same socket. */
function useForgetting(state: HostState): void {
  const host = useHost();
  const gone = Object.values(state.units).find((unit) => isGone(unit, state))?.id;
  useEffect(() => {
    // A unit that somebody else closed meanwhile is gone as well.
    if (gone !== undefined) host.ask('unit.close', { unit: gone }).catch(() => {});
  }, [host, gone]);
}

function isGone({ phase, error, outcome, canResume, target }: UnitEntity, { ports }: HostState): boolean {
  const isIdle = phase === 'ready' || (phase === 'failed' && outcome === undefined && !canResume);
  return isIdle && error?.code === 'port.gone' && !Object.hasOwn(ports, target);
}
