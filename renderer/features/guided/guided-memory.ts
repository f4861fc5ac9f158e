import type { HostState } from '../../../electron/contract/state.ts';
import type { LabelCredentials } from '../nearby/label-code.ts';
import { type ButtonFault, buttonFault } from './button-fault.ts';

/** How a person wants to reach the unit. */
export type Way =
  | { readonly kind: 'cable' }
  /** Bluetooth: one of the units nearby, or the one that a square code names. */
  | { readonly kind: 'ble' }
  | { readonly kind: 'scan' }
  /**
   * The unit's own Wi-Fi, which the person joins: `ssid` and `credentials` where a square code told them, `unit` where work
   * that Bluetooth began goes on there.
   */
  | {
      readonly kind: 'wifi';
      readonly ssid?: string | undefined;
      readonly credentials?: LabelCredentials | undefined;
      readonly unit?: string | undefined;
    };

/**
 * What the host forgets and a person must not see flicker: that a button was asked for, although the next attempt is
 * already under way; and the way that they chose, undefined before they did.
 */
export interface GuidedMemory {
  readonly button: { readonly target: string; readonly fault: ButtonFault } | undefined;
  readonly way: Way | undefined;
}

export const emptyMemory: GuidedMemory = { button: undefined, way: undefined };

/** The memory after the host's state changed; the same object where nothing is new. */
export function remember(memory: GuidedMemory, { units, ports }: HostState): GuidedMemory {
  for (const { target, phase, error } of Object.values(units)) {
    const fault = phase === 'failed' && error !== undefined ? buttonFault(error) : undefined;
    if (fault === undefined || !Object.hasOwn(ports, target)) continue;
    const isKnown = memory.button?.target === target && memory.button.fault === fault;
    return isKnown ? memory : { ...memory, button: { target, fault } };
  }
  const { button } = memory;
  // Another unit on the same socket may need no button.
  return button !== undefined && !Object.hasOwn(ports, button.target) ? { ...memory, button: undefined } : memory;
}
