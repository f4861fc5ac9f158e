import { createContext } from 'react';

const stored = 'unstrand.shortcuts';

/** Whether single keys do something on this page. */
export const KeysContext = createContext(true);

/** A choice of this window, kept where the browser keeps such things. */
export function readKeysChoice(): boolean {
  return localStorage.getItem(stored) !== 'off';
}

export function keepKeysChoice(isOn: boolean): void {
  localStorage.setItem(stored, isOn ? 'on' : 'off');
}
