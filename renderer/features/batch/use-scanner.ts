import { useEffect, useEffectEvent, useRef, useState } from 'react';

const maxLength = 200;

/**
 * What a barcode scanner types, wherever the focus is: a scanner is a keyboard that ends with Enter. Fields and dialogs
 * get their keys themselves. Gives what has been typed so far.
 */
export function useScanner(isOn: boolean, onCode: (code: string) => void): string {
  const [typed, setTyped] = useState('');
  // A scanner types faster than a page is drawn.
  const buffer = useRef('');
  const keep = (text: string) => {
    buffer.current = text;
    setTyped(text);
  };
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isElsewhere(event.target)) return;
    const before = buffer.current;
    const next = typedAfter(before, event.key);
    const isWhole = event.key === 'Enter' && before !== '';
    if (next === before && !isWhole) return;
    // Else the Enter of the scanner would press whatever button has the focus.
    event.preventDefault();
    event.stopPropagation();
    keep(isWhole ? '' : next);
    if (isWhole) onCode(before.trim());
  });
  useEffect(() => {
    if (!isOn) return;
    const listen = (event: KeyboardEvent) => onKey(event);
    window.addEventListener('keydown', listen, true);
    return () => window.removeEventListener('keydown', listen, true);
  }, [isOn]);
  return typed;
}

function typedAfter(typed: string, key: string): string {
  if (key === 'Backspace') return typed.slice(0, -1);
  if (key === 'Escape') return '';
  // A space alone presses the button that has the focus.
  if (key.length !== 1 || (key === ' ' && typed === '')) return typed;
  return (typed + key).slice(0, maxLength);
}

function isElsewhere(target: EventTarget | null): boolean {
  if (document.querySelector('[role="dialog"]') !== null) return true;
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null;
}
