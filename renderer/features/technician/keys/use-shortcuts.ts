import { useContext, useEffect, useRef } from 'react';
import { KeysContext } from './keys-context.tsx';

/** What single keys do, e.g. `{ r: recover }`; undefined = nothing now. */
export type Shortcuts = Readonly<Record<string, (() => void) | undefined>>;

/** Single keys, as long as nobody types into a field and no dialog is open. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const isOn = useContext(KeysContext);
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  useEffect(() => {
    if (!isOn) return;
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      if (isTyping(event.target) || document.querySelector('[role="dialog"]') !== null) return;
      const run = latest.current[event.key.toLowerCase()];
      if (run === undefined) return;
      event.preventDefault();
      run();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [isOn]);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest(
      'input:not([type="checkbox"], [type="radio"]), textarea, select, [role="listbox"], [contenteditable]',
    ) !== null
  );
}
