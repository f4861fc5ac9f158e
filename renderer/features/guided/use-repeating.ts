import { useEffect, useEffectEvent } from 'react';

/** Does something again and again while `isOn`, first after the pause. */
export function useRepeating(work: () => void, pauseMs: number, isOn: boolean): void {
  const repeat = useEffectEvent(work);
  useEffect(() => {
    if (!isOn) return;
    const timer = setInterval(() => repeat(), pauseMs);
    return () => clearInterval(timer);
  }, [pauseMs, isOn]);
}

/** Does something once, when a screen appears or `key` changes. */
export function useOnce(work: () => void, key: string, isOn: boolean): void {
  const begin = useEffectEvent(work);
  // `key` stands for what is to be done once.
  useEffect(() => {
    if (isOn) begin();
  }, [key, isOn]);
}
