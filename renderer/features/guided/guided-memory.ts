import type { HostState } from '../../../electron/contract/state.ts';
import { type ButtonFault, buttonFault } from './button-fault.ts';

/**
 * What the host forgets and a person must not see flicker: that a button was asked for, although the next attempt is
 * already under way.
 */
export interface GuidedMemory {
  readonly button: { readonly target: string; readonly fault: ButtonFault } | undefined;
}

export const emptyMemory: GuidedMemory = { button: undefined };

/** The memory after the host's state changed; the same object where nothing is new. */
export function remember(memory: GuidedMemory, { units, ports }: HostState): GuidedMemory {
  for (const { target, phase, error } of Object.values(units)) {
    const fault = phase === 'failed' && error !== undefined ? buttonFault(error) : undefined;
    if (fault === undefined || !Object.hasOwn(ports, target)) continue;
    const isKnown = memory.button?.target === target && memory.button.fault === fault;
    return isKnown ? memory : { button: { target, fault } };
  }
  const { button } = memory;
  // Another unit on the same socket may need no button.
  return button !== undefined && !Object.hasOwn(ports, button.target) ? emptyMemory : memory;
}
